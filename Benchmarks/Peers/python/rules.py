"""The interaction rules of the published knowledge that this program can follow to the letter, and no others."""

from dataclasses import dataclass
from pathlib import Path

import yaml

# Pairs and groups of classes that are taken together, whatever the dose or route.
FILES = ["baclofen", "opioids", "benzodiazepines", "muscle-relaxants", "gabapentinoids"]
UNDERSTOOD = {
    "id", "kind", "severity", "interrupts", "needs", "acts-by", "effect", "mechanism", "consequences", "seriousness",
    "management", "evidence", "cite",
}


@dataclass(frozen=True)
class Rule:
    """What is said when medicines of all these classes are taken together."""

    id: str
    version: str
    classes: tuple[str, ...]
    kind: str
    severity: str
    effect: str
    detail: str
    management: tuple[str, ...]
    evidence: str
    citations: tuple[dict, ...]


class Rules:
    """All rules, and the classes of each medicine by its RxNorm code."""

    def __init__(self, folder: Path):
        sources = _load(folder / "sources.yaml")["sources"]
        self.classes: dict[str, set[str]] = {}
        self.rules: list[Rule] = []
        self.left_out: list[str] = []
        for name in FILES:
            content = _load(folder / f"{name}.yaml")
            for group in content["classes"]:
                for member in group["members"]:
                    if "rxnorm" in member:
                        self.classes.setdefault(member["rxnorm"], set()).add(group["id"])
            for rule in content["rules"]:
                self._take(rule, content["version"], sources)

    def _take(self, rule: dict, version: str, sources: dict) -> None:
        simple = set(rule) <= UNDERSTOOD and all(
            set(need) == {"classes"} and len(need["classes"]) == 1 for need in rule["needs"]
        )
        if not simple:
            self.left_out.append(rule["id"])
            return
        self.rules.append(
            Rule(
                id=rule["id"], version=str(version), classes=tuple(need["classes"][0] for need in rule["needs"]),
                kind=rule["kind"], severity=rule["severity"], effect=rule["effect"],
                detail=f"{rule['mechanism']} {rule['consequences']}", management=tuple(rule["management"]),
                evidence=rule["evidence"],
                citations=tuple(_citation(cite, sources[cite["source"]]) for cite in rule["cite"]),
            )
        )

    def classes_of(self, codes: list[str]) -> set[str]:
        found: set[str] = set()
        for code in codes:
            found |= self.classes.get(code, set())
        return found

    def findings(self, medicines: dict[str, dict]) -> dict[str, tuple[Rule, list[str]]]:
        """By rule: the orders it speaks of, for medicines that are all taken now."""
        by_class: dict[str, list[str]] = {}
        for order, medicine in medicines.items():
            for group in self.classes_of(medicine["codes"]):
                by_class.setdefault(group, []).append(order)
        return {
            rule.id: (rule, sorted({order for group in rule.classes for order in by_class[group]}))
            for rule in self.rules
            if all(group in by_class for group in rule.classes)
        }


def _load(path: Path) -> dict:
    return yaml.load(path.read_text(), Loader=yaml.SafeLoader)


def _citation(cite: dict, source: dict) -> dict:
    return {
        "title": source["title"], "href": source["href"], "locator": cite["locator"],
        "retrieved": str(cite["retrieved"]),
    }
