"""Conditions on scores and stages in words."""

from typing import assert_never

from django.utils.translation import gettext as _

from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.families.value import struct as s
from guisu.know.segments.reading.names import Mentioned, Names, either, listed
from guisu.know.segments.wording import STAGES


def mentioned(_leaf: s.Own) -> Mentioned:
    return []


def sentence(leaf: s.Own, _names: Names) -> str:
    match leaf:
        case s.InCell():
            return _cell(leaf)
        case s.InStage(stages):
            shown = either(str(STAGES[Stage(each)]) for each in stages if each in set(Stage))
            return _("life-cycle stage: %(stages)s") % {"stages": shown}
        case _:
            assert_never(leaf)


def _cell(leaf: s.InCell) -> str:
    scores = {"R": leaf.recency, "F": leaf.frequency, "M": leaf.monetary}
    said = [
        f"{name} {either(str(score) for score in sorted(wanted))}"
        for name, wanted in scores.items()
        if wanted
    ]
    return _("RFM score: %(scores)s") % {"scores": listed(said)}
