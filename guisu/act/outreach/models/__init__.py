"""What was set about speaking to people, what is owed to them, and what became of it."""

from guisu.act.outreach.models.deliveries import Cause, Delivery, Outcome, Words
from guisu.act.outreach.models.enclosures import Enclosure
from guisu.act.outreach.models.rules import ConsentRule, FrequencyCap, QuietHours, Rulebook
from guisu.act.outreach.models.suppressions import Suppression

__all__ = [
    "Cause",
    "ConsentRule",
    "Delivery",
    "Enclosure",
    "FrequencyCap",
    "Outcome",
    "QuietHours",
    "Rulebook",
    "Suppression",
    "Words",
]
