"""python -m unittest, in this folder."""

import unittest
from pathlib import Path

import profile as patients
from peer import RULES
from rules import Rules

KNOWLEDGE = Rules(Path(RULES))


def order(name: str, code: str, status: str = "accepted", revision: int = 1) -> dict:
    return {
        "orderId": name, "patientId": "p", "revision": revision, "status": status, "dailyDoseMilligrams": 30,
        "medication": {"text": name, "ingredients": [{"name": name, "rxNormCode": code}]},
    }


class Course:
    def __init__(self):
        self.profile = patients.new_profile()

    def takes(self, *arguments, **named) -> list[tuple[str, int]]:
        if not patients.take(self.profile, order(*arguments, **named), KNOWLEDGE):
            return []
        events = patients.judge(self.profile, "p", "now", KNOWLEDGE)
        return [(entity.split(":")[1] + " " + kind.split(".")[3], revision) for kind, entity, revision, _ in events]


class RuleTests(unittest.TestCase):
    def test_an_opioid_beside_baclofen_is_raised_and_resolved_once(self):
        course = Course()
        self.assertEqual(course.takes("baclofen", "1292"), [])
        self.assertEqual(course.takes("oxycodone", "7804"), [("baclofen-opioid raised", 1)])
        self.assertEqual(course.takes("oxycodone", "7804"), [])
        self.assertEqual(course.takes("acetaminophen", "161"), [])
        gone = course.takes("oxycodone", "7804", status="retracted", revision=2)
        self.assertEqual(gone, [("baclofen-opioid resolved", 2)])
        self.assertEqual(course.takes("oxycodone", "7804", revision=1), [])

    def test_an_opioid_without_baclofen_is_no_affair_of_these_rules(self):
        self.assertEqual(Course().takes("oxycodone", "7804"), [])

    def test_what_is_not_understood_is_not_guessed(self):
        course = Course()
        course.takes("baclofen", "1292")
        with self.assertRaises(patients.Unsupported):
            course.takes("baclofen", "1292", status="stopped", revision=2)
        self.assertIn("baclofen-oral-duplicate", KNOWLEDGE.left_out)


if __name__ == "__main__":
    unittest.main()
