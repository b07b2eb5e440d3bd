"""A patient's medicines and what was said of them: facts in, events out, no input or output of its own."""

import hashlib

from rules import Rule, Rules

TAKEN = {"accepted", "amended", "released"}
WITHDRAWN = {"retracted", "rejected"}
# Orders that are no more are remembered, so that an older revision does not bring them back.
GONE_LIMIT = 512


class Unsupported(Exception):
    """An order in a state whose meaning (a wash-out, a hold) this program does not know: it stops, it does not guess."""


def new_profile() -> dict:
    return {"medicines": {}, "gone": {}, "alerts": {}}


def take(profile: dict, order: dict, rules: Rules) -> bool:
    """Takes an order in; false when it is a repeat or older than what is known."""
    key, revision = order["orderId"], order["revision"]
    known = profile["medicines"].get(key)
    last = known["revision"] if known else profile["gone"].get(key, 0)
    if revision <= last:
        return False
    status = order["status"]
    if status in TAKEN:
        medication = order["medication"]
        profile["medicines"][key] = {
            "revision": revision,
            "text": medication["text"],
            "names": [i["name"] for i in medication["ingredients"]],
            "codes": [i["rxNormCode"] for i in medication["ingredients"] if i.get("rxNormCode")],
            "daily": order.get("dailyDoseMilligrams"),
            "context": order.get("therapyContext"),
            "prescriber": order.get("prescriberId"),
        }
    elif status in WITHDRAWN:
        profile["medicines"].pop(key, None)
        gone = profile["gone"]
        gone[key] = revision
        if len(gone) > GONE_LIMIT:
            del gone[next(iter(gone))]
    else:
        raise Unsupported(status)
    return True


def judge(profile: dict, patient: str, now: str, rules: Rules) -> list[tuple[str, str, int, dict]]:
    """The events that follow, as (type, entity, revision, payload); the profile remembers them."""
    medicines = profile["medicines"]
    findings = rules.findings(medicines)
    alerts = profile["alerts"]
    events = []
    for rule_id, (rule, orders) in findings.items():
        said = [_said_of(order, medicines[order]) for order in orders]
        standing = alerts.get(rule_id)
        if standing and standing["open"] and standing["said"] == said:
            continue
        is_new = not (standing and standing["open"])
        alerts[rule_id] = {
            "revision": (standing["revision"] if standing else 0) + 1,
            "open": True,
            "said": said,
            "raised": now if is_new else standing["raised"],
            "summary": _summary(rule, orders, medicines),
        }
        events.append(_event("raised" if is_new else "updated", rule, patient, now, alerts[rule_id]))
    for rule in rules.rules:
        standing = alerts.get(rule.id)
        if standing and standing["open"] and rule.id not in findings:
            standing["revision"] += 1
            standing["open"] = False
            events.append(_event("resolved", rule, patient, now, standing))
    return events


def event_id(cause: str, entity: str, revision: int) -> str:
    """The same cause gives the same id on every run, so that whoever reads it twice notices."""
    return hashlib.sha256(f"{cause}\n{entity}\n{revision}".encode()).hexdigest()[:32]


def _said_of(order: str, medicine: dict) -> dict:
    said = {"orderId": order, "text": medicine["text"], "ingredientRxNormCode": medicine["codes"][0]}
    if medicine["daily"] is not None:
        said["dailyDoseMilligrams"] = medicine["daily"]
    if medicine["context"]:
        said["therapyContext"] = medicine["context"]
    return said


def _summary(rule: Rule, orders: list[str], medicines: dict) -> str:
    names = [name for order in orders for name in medicines[order]["names"]]
    return f"{names[0].capitalize()} with {', '.join(names[1:])}: {rule.effect}"


def _event(change: str, rule: Rule, patient: str, now: str, standing: dict) -> tuple[str, str, int, dict]:
    entity = f"interaction-check:{rule.id}:{patient}"
    payload = {
        "alertId": entity,
        "patientId": patient,
        "kind": rule.kind,
        "severity": rule.severity,
        "status": "open" if standing["open"] else "resolved",
        "interruptive": False,
        "summary": standing["summary"],
        "detail": rule.detail,
        "management": rule.management,
        "medications": standing["said"],
        "rule": {
            "id": rule.id, "version": rule.version, "evidence": rule.evidence, "citations": rule.citations,
        },
        "revision": standing["revision"],
        "raisedAt": standing["raised"],
        "updatedAt": now,
    }
    return f"org.titrate.alert.{change}.v1", entity, standing["revision"], payload
