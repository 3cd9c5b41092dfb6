"""How near somebody stands: contact, member, fan, devoted, partner; each step with its evidence.

A rung holds all that the rungs below it ask. Nearness fades: who stays away goes down again,
though never below member, for what was agreed to stands until it is taken back.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guisu.know.segments.domain.lifecycle import Thresholds

# What SDKs and shops call recommending us. Names of the Segment e-commerce specification
# (https://segment.com/docs/connections/spec/ecommerce/v2/), ours, and those usual in Chinese.
ADVOCACY = (
    "Product Shared",
    "Cart Shared",
    "Product Reviewed",
    "Invite Sent",
    "referral.made",
    "分享商品",
    "邀请好友",
    "晒单",
    "评价商品",
)


class Rung(StrEnum):
    """In rising order."""

    CONTACT = "contact"
    MEMBER = "member"
    FAN = "fan"
    DEVOTED = "devoted"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rungs ask. Days are whole calendar days up to today.

    A fan has ordered on `fan_days_bought` different days and within `fan_recency_days`; the
    devoted on `devoted_days_bought` and within `devoted_recency_days`; a partner has besides
    recommended us `partner_advocacy` times within `advocacy_days`.
    """

    fan_recency_days: int
    devoted_recency_days: int
    fan_days_bought: int = 2
    devoted_days_bought: int = 4
    partner_advocacy: int = 1
    advocacy_days: int = 180


def rules_by(thresholds: Thresholds) -> Rules:
    """The rules of a shop with these life-cycle stages: no fan is lost, no devoted one dormant."""
    return Rules(thresholds.dormant_days, thresholds.at_risk_days)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides.

    Known by more than a device; agreed to marketing by some channel; number of days with an
    order, and the last of them; recommendations within the rules' days.
    """

    is_identified: bool = False
    is_reachable: bool = False
    days_bought: int = 0
    last_order_on: date | None = None
    advocacy: int = 0


class Need(StrEnum):
    """One thing that a rung asks."""

    IDENTIFIED = "identified"
    WORD_OR_ORDER = "word_or_order"
    BOUGHT_AGAIN = "bought_again"
    BOUGHT_LATELY = "bought_lately"
    BOUGHT_OFTEN = "bought_often"
    BOUGHT_IN_TIME = "bought_in_time"
    REACHABLE = "reachable"
    RECOMMENDED = "recommended"


ASKED = {
    Rung.CONTACT: (),
    Rung.MEMBER: (Need.IDENTIFIED, Need.WORD_OR_ORDER),
    Rung.FAN: (Need.BOUGHT_AGAIN, Need.BOUGHT_LATELY),
    Rung.DEVOTED: (Need.BOUGHT_OFTEN, Need.BOUGHT_IN_TIME, Need.REACHABLE),
    Rung.PARTNER: (Need.RECOMMENDED,),
}


def asked_above(rung: Rung) -> tuple[Need, ...]:
    """What the next rung asks; nothing at the top."""
    above = list(Rung)[list(Rung).index(rung) + 1 :]
    return ASKED[above[0]] if above else ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands; `next` and what `missing` of it, None and nothing at the top."""

    rung: Rung
    next: Rung | None
    missing: tuple[Need, ...]


def placed(facts: Facts, rules: Rules, today: date) -> Place:
    """The highest rung of which nothing is missing, up from the lowest."""
    met = _met(facts, rules, today)
    reached = Rung.CONTACT
    for rung in Rung:
        missing = tuple(need for need in ASKED[rung] if not met[need])
        if missing:
            return Place(reached, rung, missing)
        reached = rung
    return Place(reached, None, ())


def _met(facts: Facts, rules: Rules, today: date) -> dict[Need, bool]:
    since_order = None if facts.last_order_on is None else (today - facts.last_order_on).days

    def within(days: int) -> bool:
        return since_order is not None and since_order <= days

    return {
        Need.IDENTIFIED: facts.is_identified,
        Need.WORD_OR_ORDER: facts.is_reachable or facts.days_bought > 0,
        Need.BOUGHT_AGAIN: facts.days_bought >= rules.fan_days_bought,
        Need.BOUGHT_LATELY: within(rules.fan_recency_days),
        Need.BOUGHT_OFTEN: facts.days_bought >= rules.devoted_days_bought,
        Need.BOUGHT_IN_TIME: within(rules.devoted_recency_days),
        Need.REACHABLE: facts.is_reachable,
        Need.RECOMMENDED: facts.advocacy >= rules.partner_advocacy,
    }
