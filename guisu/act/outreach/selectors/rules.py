"""The rules as they were set, with what holds where nothing was."""

from collections.abc import Mapping

from guisu.act.outreach.domain.caps import Cap
from guisu.act.outreach.domain.codes import Need
from guisu.act.outreach.domain.consent import Pair
from guisu.act.outreach.domain.gates import Rules
from guisu.act.outreach.domain.quiet import COLLEAGUES, PEOPLE, Quiet
from guisu.act.outreach.models import ConsentRule, FrequencyCap, QuietHours, Rulebook
from guisu.ground.staff import selectors as staff

Whom = QuietHours.Whom


def current() -> Rules:
    """All of them, as of now: three small tables and the installation."""
    quiet = _quiet()
    return Rules(
        zone=staff.zone(),
        needs=needs(),
        caps=caps(),
        people_quiet=quiet.get(Whom.PEOPLE, PEOPLE),
        colleagues_quiet=quiet.get(Whom.COLLEAGUES, COLLEAGUES),
    )


def book() -> Rulebook:
    """How often the rules were edited; unsaved where they never were."""
    return Rulebook.objects.filter(pk=Rulebook.ONLY).first() or Rulebook(pk=Rulebook.ONLY)


def needs() -> Mapping[Pair, Need]:
    told = ConsentRule.objects.values_list("channel", "purpose", "need")
    return {(channel, purpose): Need(need) for channel, purpose, need in told}


def caps() -> tuple[Cap, ...]:
    """Those over all channels first."""
    told = FrequencyCap.objects.order_by("channel").values_list("most", "days", "channel")
    return tuple(Cap(*each) for each in told)


def _quiet() -> dict[str, Quiet]:
    return {each.whom: Quiet(each.begins, each.ends) for each in QuietHours.objects.all()}
