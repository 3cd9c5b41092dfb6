"""What was set about speaking to people, what is owed to them, and what became of it."""

from guisu.act.outreach.models.budgets import Spending
from guisu.act.outreach.models.deliveries import Cause, Delivery, Outcome, Suppression, Words
from guisu.act.outreach.models.rules import ConsentRule, FrequencyCap, QuietHours

__all__ = [
    "Cause",
    "ConsentRule",
    "Delivery",
    "FrequencyCap",
    "Outcome",
    "QuietHours",
    "Spending",
    "Suppression",
    "Words",
]
