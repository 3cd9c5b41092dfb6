"""The part of a segment's page that holds its people against everybody else."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.staff.domain import Permission
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.selectors import differences
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.selectors.differences import Difference
from guisu.know.segments.wording import STAGES


@require_GET
@operator_view(Permission.SEE_FIGURES)
def differing(request: OperatorRequest, pk: int) -> HttpResponse:
    """Asked for after the page stands: it looks at everybody's tags, orders and scores."""
    segment = reading.segment(request.scope, pk)
    found = differences.of_segment(request.scope, segment, at=timezone.now())
    stages = {stage.value: str(word) for stage, word in STAGES.items() if stage in set(Stage)}
    groups = [
        (_("Tag"), _rows(found.tags)),
        (_("Bought"), _rows(found.products)),
        (_("Life-cycle stage"), _rows(found.stages, stages)),
        (_("RFM score"), _rows(found.cells)),
    ]
    shown = [group for group in groups if group[1]]
    context = {"segment": segment, "found": found, "groups": shown}
    name = "_differences.html" if request.htmx else "differences.html"
    return render(request, f"console/segments/{name}", context)


def _rows(found: Iterable[Difference], words: dict[str, str] | None = None) -> list[dict[str, str]]:
    return [
        {
            "name": (words or {}).get(each.name, each.name),
            "inside": f"{each.share_inside:.1%}",
            "outside": f"{each.share_outside:.1%}",
            "times": f"{each.times:.1f}" if each.times else _("only inside"),
        }
        for each in found
    ]
