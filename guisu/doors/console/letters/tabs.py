"""The three pages of parked work, and how much waits on each."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.ground.events import selectors as events
from guisu.ground.jobs import selectors as jobs
from guisu.take_in.intake import selectors as intake

HEADING = gettext_lazy("Parked work")


def tabs(which: str) -> dict[str, Any]:
    """The open one by its name, and all with their counts."""
    counts = {
        "letters": events.parked_letters().count(),
        "jobs": jobs.failed().count(),
        "refused-messages": intake.refused_messages().count(),
    }
    words = {
        "letters": _("Events"),
        "jobs": _("Jobs"),
        "refused-messages": _("Refused messages"),
    }
    shown = [(name, words[name], reverse(f"console:{name}"), counts[name]) for name in words]
    return {"which": which, "counts": counts, "tabs": shown}
