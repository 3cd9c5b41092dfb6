"""Conditions on scores and stages."""

from typing import TypeAlias

from guisu.know.segments.definition.conditions import Leaf


class InCell(Leaf, frozen=True, tag="rfm"):
    """Scores of 1 to 5 in the shop's RFM scheme; an empty list asks nothing of its score.

    Who has no score (nothing bought in the scheme's window) is in no cell.
    """

    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    monetary: tuple[int, ...] = ()


class InStage(Leaf, frozen=True, tag="stage"):
    """Stands in one of these stages of the life cycle."""

    stages: tuple[str, ...]


Own: TypeAlias = InCell | InStage
