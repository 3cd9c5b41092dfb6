"""What is known of those who are to get something: many at once, as of this moment."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.caps import Cap
from guisu.act.outreach.domain.codes import Code, Need, Purpose
from guisu.act.outreach.domain.gates import Known, Rules
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.selectors import rules, suppressions
from guisu.ground.channels.reach import REACH, Channel
from guisu.ground.jobs.owing import Owed
from guisu.know.customers import selectors as customers
from guisu.know.customers.contacts import Contacts
from guisu.know.customers.models import Customer, Identity

# Of a person who has a copy, may have one, or is being sent one.
TAKEN = Q(state__in=[Owed.State.DONE, Owed.State.UNKNOWN]) | Q(
    state=Owed.State.WAITING, held_until__isnull=False
)


@dataclass(frozen=True, slots=True)
class Asked:
    """About what the gates are asked."""

    cause: Cause
    rules: Rules
    at: datetime
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """All rows of some persons. `root_of`: row -> root; `zone_of`: root -> where they are."""

    root_of: Mapping[int, int]
    zone_of: Mapping[int, ZoneInfo]
    erased: frozenset[int]

    def by_root(self, found: Iterable[tuple[int, int]]) -> Counter[int]:
        """(row, count) summed over the rows of each person."""
        told: Counter[int] = Counter()
        for row, count in found:
            told[self.root_of[row]] += count
        return told


def known(
    rows: Collection[int],
    asked: Asked,
    *,
    but: int = 0,
    at_addresses: Mapping[int, str] | None = None,
) -> dict[int, Known]:
    """Row -> what the gates ask of the person whom it belongs to now.

    `but`: a delivery that is not a copy of itself. `at_addresses`: of rows that somebody else has
    found a way to. So many queries, however many `rows`.
    """
    people = people_of(rows)
    if at_addresses is None:
        address_of = addresses(people, asked.cause.channel)
    else:
        address_of = {people.root_of.get(row, row): each for row, each in at_addresses.items()}
    cause = asked.cause
    unwanted = suppressions.among(
        address_of.values(), channel=cause.channel, purpose=Purpose(cause.purpose)
    )
    copies = _copies(people, asked, but=but)
    written_to = _written_to(set(address_of.values()), asked, but=but)
    said = words(people, asked.cause)
    had = {cap: _had(people, cap, asked) for cap in asked.rules.caps}
    told = {}
    for row in rows:
        root = people.root_of.get(row, row)
        address = address_of.get(root, "")
        told[row] = Known(
            customer=root,
            address=address,
            is_erased=root in people.erased,
            is_suppressed=address in unwanted,
            has_a_copy=root in copies or address in written_to,
            word=said.get(root),
            had={cap: counts[root] for cap, counts in had.items()},
            zone=people.zone_of.get(root),
        )
    return told


def barred(rows: Iterable[int], *, channel: str, purpose: Purpose) -> Mapping[int, Code]:
    """Those of the customer `rows` whom consent keeps out, and why.

    The latest word of the whole person counts, as they are joined now.
    """
    root_of = roots(set(rows))
    need = consent.need(rules.needs(), channel, purpose)
    of = frozenset(root_of.values())
    said = customers.words(channel=channel, purpose=purpose.value, of=of)
    told = {row: consent.refusal(need, said.get(root)) for row, root in root_of.items()}
    return {row: code for row, code in told.items() if code is not None}


def unasked() -> list[Channel]:
    """The channels by which those are sent marketing who were never asked."""
    set_now, what = rules.needs(), Purpose.MARKETING
    return [each for each in Channel if consent.need(set_now, each.value, what) is Need.UNLESS_A_NO]


def open_to_marketing(person: Contacts) -> list[str]:
    """The channels by which consent lets marketing through to an address that may be written to."""
    set_now, found = rules.needs(), []
    for channel, way in REACH.items():
        need = consent.need(set_now, channel.value, Purpose.MARKETING)
        word = person.words.get(channel.value)
        known = [person.identities[kind].value for kind in way.by if kind in person.identities]
        if known and consent.refusal(need, word) is None:
            found.append((channel.value, known))
    barred = suppressions.all_barred(found, purpose=Purpose.MARKETING)
    return [
        channel for channel, known in found if not {(channel, each) for each in known} <= barred
    ]


def capped(*, channel: str, at: datetime) -> set[int]:
    """Roots who have had as many marketing messages as a cap of `channel`, or of all, allows."""
    set_now = rules.current()
    found: set[int] = set()
    for cap in set_now.caps:
        if cap.concerns(channel):
            counted = _counted(cap, since=cap.begins(at, set_now.zone))
            root = Coalesce("customer__merged_into", "customer")
            each = counted.annotate(root=root).order_by().values_list("root")
            had = each.annotate(times=Count("pk")).filter(times__gte=cap.most)
            found.update(root for root, _ in had)
    return found


def roots(rows: Collection[int]) -> dict[int, int]:
    """Row -> the root that stands for the person now."""
    found = Customer.objects.filter(pk__in=rows).values_list("pk", "merged_into")
    return {row: root or row for row, root in found}


def people_of(rows: Collection[int]) -> People:
    """The persons whom `rows` belong to, with all their rows."""
    whole = customers.rows_of_all(set(roots(rows).values()))
    found = whole.annotate(said=KT("traits__timezone")).values_list(
        "pk", "merged_into", "erased_at", "said", "store__time_zone"
    )
    root_of, zone_of, erased = {}, {}, set()
    for pk, merged_into, erased_at, said, of_store in found.order_by("-pk"):
        root = root_of[pk] = merged_into or pk
        if erased_at is not None:
            erased.add(root)
        # The root comes last and has the last word.
        zone = _zone(said or "") or _zone(of_store or "")
        if zone is not None:
            zone_of[root] = zone
    return People(root_of, zone_of, frozenset(erased))


def addresses(people: People, channel: str) -> dict[int, str]:
    """Root -> the address that was told last; who has none is not in it."""
    kinds = REACH[Channel(channel)].by
    found = Identity.objects.filter(customer__in=people.root_of, channel__in=kinds)
    told = {}
    for each in found.order_by("first_seen_at", "pk").only("customer", "channel", "value"):
        if not each.is_doubtful:
            told[people.root_of[each.customer_id]] = each.value
    return told


def words(people: People, cause: Cause) -> dict[int, bool]:
    of = frozenset(people.root_of.values())
    return customers.words(channel=cause.channel, purpose=cause.purpose, of=of)


def _copies(people: People, asked: Asked, *, but: int) -> set[int]:
    """Roots any row of whose has a copy of this occurrence already."""
    rows = _taken(asked, but=but).filter(customer__in=people.root_of)
    return {people.root_of[row] for row in rows.values_list("customer", flat=True) if row}


def _written_to(given: Collection[str], asked: Asked, *, but: int) -> set[str]:
    """Addresses that got this already, as those of whoever they belonged to then."""
    found = _taken(asked, but=but).filter(address__in=given).exclude(address="")
    return set(found.values_list("address", flat=True))


def _taken(asked: Asked, *, but: int) -> QuerySet[Delivery]:
    same = Delivery.objects.filter(TAKEN, cause=asked.cause, occurrence=asked.occurrence)
    return same.exclude(pk=but)


def _had(people: People, cap: Cap, asked: Asked) -> Counter[int]:
    since = cap.begins(asked.at, asked.rules.zone)
    counted = _counted(cap, since=since).filter(customer__in=people.root_of)
    each = counted.values_list("customer", flat=True)
    return people.by_root((row, 1) for row in each if row)


def _counted(cap: Cap, *, since: datetime) -> QuerySet[Delivery]:
    counted = Delivery.objects.filter(counted_at__gte=since)
    return counted.filter(channel=cap.channel) if cap.channel else counted


@lru_cache(1_024)
def _zone(name: str) -> ZoneInfo | None:
    """None for what is no zone: people's devices say all kinds of things."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
