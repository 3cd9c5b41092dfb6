"""What was set about speaking to people."""

from guisu.act.outreach.models.rules import ConsentRule, FrequencyCap, QuietHours

__all__ = ["ConsentRule", "FrequencyCap", "QuietHours"]
