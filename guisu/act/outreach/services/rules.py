"""Setting the rules for speaking to people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from guisu.act.outreach.domain.caps import Cap, checked
from guisu.act.outreach.domain.codes import Need
from guisu.act.outreach.domain.consent import Pair
from guisu.act.outreach.domain.gates import Rules
from guisu.act.outreach.domain.quiet import Quiet
from guisu.act.outreach.models import ConsentRule, FrequencyCap, QuietHours, Rulebook
from guisu.act.outreach.selectors import rules as reading
from guisu.ground.database import editions
from guisu.ground.staff import services as staff
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit

Whom = QuietHours.Whom


@dataclass(frozen=True, slots=True)
class Setting:
    """What is to hold from now on. `needs`: pairs not named stay; `caps`: all that there are."""

    needs: Mapping[Pair, Need] = field(default_factory=dict)
    caps: tuple[Cap, ...] = ()
    quiet: Mapping[QuietHours.Whom, Quiet] = field(default_factory=dict)


@transaction.atomic
def save(setting: Setting, *, by: Staff | None, at: datetime, seen: int | None = None) -> None:
    """Have `setting` hold from now on, for what waits too.

    `seen` as `editions.turn` takes it. Raises `Stale` and `BadCap`.
    """
    book, _ = Rulebook.objects.select_for_update().get_or_create(pk=Rulebook.ONLY)
    editions.turn(book, seen)
    book.save(update_fields=["edition"])
    before = _told(reading.current())
    _needs(setting.needs)
    _caps(map(checked, setting.caps))
    for whom, hours in setting.quiet.items():
        told = {"begins": hours.begins, "ends": hours.ends}
        QuietHours.objects.update_or_create(whom=whom, defaults=told)
    after = _told(reading.current())
    audit("outreach.ruled", subject="installation", by=by, at=at, before=before, after=after)


@transaction.atomic
def set_up(
    *,
    organisation: Mapping[str, str],
    store: Mapping[str, str],
    owner: Mapping[str, str],
    needs: Mapping[Pair, Need],
    at: datetime,
) -> Staff:
    """Make the installation with its rules of consent, all or nothing.

    Raises what `staff.set_up` raises.
    """
    made = staff.set_up(organisation=organisation, store=store, owner=owner, at=at)
    save(Setting(needs=needs), by=made, at=at)
    return made


def _needs(needs: Mapping[Pair, Need]) -> None:
    for (channel, purpose), need in needs.items():
        ConsentRule.objects.update_or_create(
            channel=channel, purpose=purpose, defaults={"need": need}
        )


def _caps(caps: Iterable[Cap]) -> None:
    wanted = {each.channel: each for each in caps}
    FrequencyCap.objects.exclude(channel__in=wanted).delete()
    for each in wanted.values():
        told = {"most": each.most, "days": each.days}
        FrequencyCap.objects.update_or_create(channel=each.channel, defaults=told)


def _told(rules: Rules) -> dict[str, Any]:
    """As the audit keeps it."""
    return {
        "needs": [[*pair, need] for pair, need in sorted(rules.needs.items())],
        "caps": [[each.channel, each.most, each.days] for each in rules.caps],
        "people_quiet": _hours(rules.people_quiet),
        "colleagues_quiet": _hours(rules.colleagues_quiet),
    }


def _hours(quiet: Quiet) -> str:
    return f"{quiet.begins:%H:%M}-{quiet.ends:%H:%M}"
