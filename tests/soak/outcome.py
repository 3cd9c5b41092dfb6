"""What came of a soak: how what is held differs from what is there, and what went wrong."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

DAY = 86_400.0
CODE_LIVES = 20.0


@dataclass(slots=True)
class Outcome:
    """What is there, what is held of it, and what went wrong on the way."""

    there: dict[str, Any]
    held: dict[str, Any]
    posted: list[dict[str, Any]]
    greeted: list[dict[str, Any]]
    calls: dict[str, Any]
    down: list[tuple[float, float]]
    staged: dict[str, int]
    left: dict[str, int]
    spent: dict[str, float]

    def differences(self) -> dict[str, list[Any]]:
        """By what it is of: what is there and not held, or held and not there."""
        pair = ("userid", "external_userid", "remark", "state", "add_way", "tag_id")
        group = ("chat_id", "name", "owner", "member_version", "members")
        pairs, groups = self.there["customers"], self.there["groups"]
        tagged = {(one["external_userid"], tag) for one in pairs for tag in one["tag_id"]}
        there: dict[str, list[Any]] = {
            "ties": [[one[name] for name in pair] for one in pairs],
            "groups": [[one[name] for name in group] for one in groups],
            "tags": [[one["id"], one["name"]] for one in self.there["tags"]],
            "tagged": [list(each) for each in tagged],
        }
        return {
            what: [
                *([each, "not held"] for each in told if each not in self.held[what]),
                *([each, "not there"] for each in self.held[what] if each not in told),
            ]
            for what, told in there.items()
            if sorted(told) != sorted(self.held[what])
        }

    def late(self) -> list[str]:
        """Codes that came to a living server and greeted nobody within their twenty seconds.

        Two who were greeted when half added are not greeted again, so it is pairs that count.
        """
        shown = {(one["sender"], one["receiver"]): one["at"] for one in reversed(self.greeted)}
        coded = [one for one in self.posted if "WelcomeCode" in one["fields"]]
        excused = {_pair(one) for one in coded if self._was_down(one["at"])}
        return [
            one["fields"]["WelcomeCode"]
            for one in coded
            if one["state"] == "delivered"
            and _pair(one) not in excused
            and shown.get(_pair(one), one["at"] + DAY) - one["at"] > CODE_LIVES
        ]

    def unkept(self) -> list[str]:
        """Events that the product acknowledged and does not have."""
        kept = set(self.held["kept"])
        return [
            one["xml"]
            for one in self.posted
            if one["state"] == "delivered"
            and hashlib.sha256(one["xml"].encode()).hexdigest() not in kept
        ]

    def sent_again(self) -> list[str]:
        """Welcome codes that were sent once more after WeCom had taken them."""
        taken: set[str] = set()
        again = []
        for call in self.calls["calls"]:
            if call["path"] == "externalcontact/send_welcome_msg":
                code = call["body"]["welcome_code"]
                again += [code] if code in taken else []
                taken |= {code} if call["errcode"] == 0 else set()
        return again

    def report(self) -> dict[str, Any]:
        states = Counter(one["state"] for one in self.posted)
        drift: Counter[str] = Counter()
        for reading in self.held["readings"]:
            drift.update(reading["drift"])
        return {
            "people": len({one["external_userid"] for one in self.there["customers"]}),
            "ties": len(self.there["customers"]),
            "groups": len(self.there["groups"]),
            "members": sum(len(one["members"]) for one in self.there["groups"]),
            "staged": self.staged,
            "events": dict(states),
            "calls": sum(count for *_, count in self.calls["counts"]),
            "calls_refused": sum(count for _, code, count in self.calls["counts"] if code),
            "greeted": len(self.greeted),
            "greetings": self.held["greetings"],
            "readings": len(self.held["readings"]),
            "drift_that_readings_found": dict(drift),
            "differences": {what: found[:5] for what, found in self.differences().items()},
            "last_drift": self.held["readings"][-1]["drift"],
            "welcomes_late": len(self.late()),
            "welcomes_sent_again": len(self.sent_again()),
            "acknowledged_and_lost": len(self.unkept()),
            "told_twice": len(self.held["twice"]),
            "still_to_be_done": self.left,
            "seconds_spent": {what: round(seconds) for what, seconds in self.spent.items()},
        }

    def _was_down(self, at: float) -> bool:
        return any(down - CODE_LIVES <= at <= up for down, up in self.down)


def _pair(posted: dict[str, Any]) -> tuple[str, str]:
    return posted["fields"]["UserID"], posted["fields"]["ExternalUserID"]
