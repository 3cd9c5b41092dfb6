"""What this room says no to."""

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class NotEnoughToLearn(Refusal):
    """Too few buyers for fifths, or too few returns for thresholds."""

    code = "segments.not_enough_to_learn"
    template = gettext_noop(
        "There is too little to learn from yet: at least %(least)s are needed. "
        "Set the values by hand until then."
    )


class RuleExists(Refusal):
    code = "segments.rule_exists"
    template = gettext_noop("A rule gives %(tag)s to the segment %(segment)s already.")
