"""How contact codes stand, whom they name and why, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.act.acquisition.domain import Why
from guisu.act.acquisition.models import ContactCode
from guisu.doors.console.audit.registry import Words

Text = str | Promise
WHY: dict[str, Text] = {
    Why.ON_DUTY: _("On duty now."),
    Why.BACKUP: _("Backups stand in: nobody who is on duty can take more people."),
    Why.OVER_CAP: _("Everybody on duty has reached the cap and nobody stands in: the cap bends."),
    Why.OFF_DUTY: _("Nobody is on duty and nobody stands in: everybody of the code is named."),
    Why.NOBODY: _("Nobody can be added now: give the code other colleagues."),
}
WHY_GROUPS: dict[str, Text] = {
    Why.ON_DUTY: _("WeCom fills them in this order."),
    Why.OVER_CAP: _("No group has room left: add another one to the code."),
    Why.NOBODY: _("None of the groups exists any more: give the code another one."),
}
WORRYING = {False: {Why.OVER_CAP, Why.OFF_DUTY, Why.NOBODY}, True: {Why.OVER_CAP, Why.NOBODY}}
TROUBLE: dict[int, Text] = {
    0: _("WeCom cannot be reached. It is tried again by itself."),
    40003: _("WeCom does not know one of the colleagues. Read everything again on the WeCom page."),
    40050: _("WeCom does not know one of the groups any more."),
    41039: _("WeCom refuses the name: make it shorter."),
    41043: _("The corp has as many codes as WeCom allows. Delete some of those in use."),
    41054: _(
        "One of the colleagues has not activated WeCom, or has not given their real name there."
    ),
    48002: _(
        "The application may not manage codes. The check on the WeCom page says where to click."
    ),
    60020: _("WeCom does not trust this address. The check on the WeCom page says where to click."),
    84074: _("One of the colleagues may not contact customers."),
}
OTHER_TROUBLE = _("WeCom refuses it: %(detail)s")


@dataclass(frozen=True, slots=True)
class Standing:
    """`mark`: a class of `.word`; empty: nothing to be said by colour."""

    word: Text
    mark: str = ""


def standing(code: ContactCode) -> Standing:
    if code.is_over:
        return Standing(_("Deleted"))
    if code.trouble:
        return Standing(_("Not told to WeCom"), "bad")
    if is_worrying(code):
        return Standing(_("Needs you"), "bad")
    if not code.config_id:
        return Standing(_("Being made"))
    if code.paused_at is not None:
        return Standing(_("Paused"))
    return Standing(_("In use"), "good")


def is_worrying(code: ContactCode) -> bool:
    return not code.is_over and code.why in WORRYING[code.leads_to_groups]


def why(code: ContactCode) -> Text:
    """Why just these are named; empty while nobody has looked."""
    if code.is_over:
        return _("The code is deleted: it leads to nobody any more.")
    if code.paused_at is not None:
        return _("Paused: a colleague has to confirm everybody who scans it.")
    return (WHY_GROUPS if code.leads_to_groups else WHY).get(code.why, "")


def trouble(code: ContactCode) -> str:
    """What keeps WeCom from being told; empty: nothing does."""
    if not code.trouble:
        return ""
    known = TROUBLE.get(code.trouble_code)
    return str(known) if known else str(OTHER_TROUBLE) % {"detail": code.trouble}


AUDIT = Words(
    families={
        "code": _("contact codes"),
    },
    actions={
        "code.made": _("made a code"),
        "code.changed": _("changed a code"),
        "code.paused": _("paused a code"),
        "code.resumed": _("went on with a code"),
        "code.deleted": _("deleted a code"),
    },
    fields={
        "source": _("Source"),
        "tags": _("Tags"),
        "colleagues": _("Colleagues"),
        "backups": _("Backups"),
        "shifts": _("Shifts"),
        "groups": _("Groups"),
        "daily_cap": _("New people a colleague and day"),
        "room_limit": _("A group is full at"),
        "opens_rooms": _("Let WeCom open another group when all are full"),
        "room_name": _("Name of groups that WeCom opens"),
    },
    fields_of={
        "code": {"is_open": _("Add at once, without the colleague's confirmation")},
    },
    subjects={
        "code": (_("contact code"), "console:code"),
    },
    shown={
        "code.kind": lambda kind: str(dict(ContactCode.Kind.choices).get(kind, kind or "–")),
    },
)
