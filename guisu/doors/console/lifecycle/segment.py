"""The way on from a figure: the segment of the same people, where segments can be made."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from guisu.doors.console.navigation import address
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.domain.rfm import SCORES, Group, group_of
from guisu.know.segments.domain.rfm import Cell as RfmCell

PLACE = "new-segment"


def of_scores(r: int | None, f: int | None, m: int | None) -> str:
    """The address of a new segment of these scores (None: any); empty without such a page."""
    asked = {"recency": r, "frequency": f, "monetary": m}
    scores = {name: [score] for name, score in asked.items() if score is not None}
    return _to({"is": "rfm", **scores})


def of_group(group: Group) -> str:
    """The address of a new segment of one of the eight groups."""
    inside = [
        RfmCell(r, f, m)
        for r in SCORES
        for f in SCORES
        for m in SCORES
        if group_of(RfmCell(r, f, m)) is group
    ]
    return _to(
        {
            "is": "rfm",
            "recency": sorted({cell.r for cell in inside}),
            "frequency": sorted({cell.f for cell in inside}),
            "monetary": sorted({cell.m for cell in inside}),
        }
    )


def of_stage(stage: Stage) -> str:
    """The address of a new segment of a life-cycle stage."""
    return _to({"is": "stage", "stages": [stage.value]})


def _to(condition: Mapping[str, Any]) -> str:
    page = address(PLACE)
    return f"{page}?{urlencode({'definition': json.dumps(condition)})}" if page else ""
