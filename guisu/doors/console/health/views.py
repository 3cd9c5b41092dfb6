"""What the installation rests on, part by part, and what to do where something is wrong."""

from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import beside, digits, moment, quiet, under, word
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import List
from guisu.ground.staff.domain import Permission
from guisu.see.health.domain import Check, Part, State
from guisu.see.health.selectors import checks

NAMES: dict[Part, str | Promise] = {
    Part.DATABASE: _("Database"),
    Part.DISK: _("Disk of the data folder"),
    Part.LOOPS: _("Background work"),
    Part.INTAKE: _("Data coming in"),
    Part.WAREHOUSE: _("Figures"),
    Part.BACKUP: _("Backup copies"),
}
WORDS: dict[State, tuple[str | Promise, str]] = {
    State.GOOD: (_("In order"), "good"),
    State.LATE: (_("Look after it"), "warn"),
    State.BAD: (_("Broken"), "bad"),
    State.OFF: (_("Switched off"), ""),
}
ADVICE: dict[tuple[Part, State], str | Promise] = {
    (Part.DISK, State.LATE): _("There is little room left. Free some, or move the folder."),
    (Part.DISK, State.BAD): _("Nothing can be written. Free some room, or make it writable."),
    (Part.LOOPS, State.BAD): _(
        "Nothing is sent, counted or loaded. Start `guisu serve`, or `guisu worker` where "
        "GUISU_BACKGROUND is off, and look at its log."
    ),
    (Part.INTAKE, State.LATE): _("More comes in than is taken in; it is worked off in order."),
    (Part.INTAKE, State.BAD): _("Senders are told to try later until there is room again."),
    (Part.WAREHOUSE, State.LATE): _("Figures are behind. They catch up by themselves."),
    (Part.BACKUP, State.OFF): _(
        "Set GUISU_BACKUP_FOLDER to a folder on another disk; with PostgreSQL use its own tools."
    ),
    (Part.BACKUP, State.LATE): _("The last one is too old or missing. The log says why."),
}


def _state(check: Check) -> object:
    text, mark = WORDS[check.state]
    return word(text, mark)


def _found(check: Check) -> object:
    return under([line for line in (_figures(check), quiet(_advice(check))) if line])


def _figures(check: Check) -> object:
    found = check.figures
    said = {
        "free": lambda: gettext("%(size)s free") % {"size": filesizeformat(found["free"])},
        "waiting": lambda: gettext("%(count)s waiting") % {"count": digits(found["waiting"])},
        "kept": lambda: gettext("%(count)s kept") % {"count": digits(found["kept"])},
        "bytes": lambda: filesizeformat(found["bytes"]),
    }
    return beside([moment(check.at) if check.at else "", *(said[name]() for name in found)])


def _advice(check: Check) -> str:
    return str(ADVICE.get((check.part, check.state), ""))


HEALTH = List[Check](
    name="health",
    heading=_("Health"),
    about=_("What this installation rests on. Monitoring asks /readyz for the same words."),
    columns=(
        lead("part", _("Part"), lambda check: NAMES[check.part]),
        Column("state", _("State"), _state),
        Column("found", _("What was found"), _found),
    ),
)


@require_GET
@operator_view(Permission.MANAGE_SETTINGS)
def health(request: OperatorRequest) -> HttpResponse:
    return lists.show(request, HEALTH, checks(at=timezone.now()))
