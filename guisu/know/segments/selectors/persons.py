"""People as the pure evaluator takes them, read from the operational store: no delay."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet

from guisu.ground.events.models import Event
from guisu.know.commerce.models import Order, OrderLine
from guisu.know.customers.domain.identities import is_doubtful
from guisu.know.customers.models import Consent, Customer, CustomerStore, Identity, Tagging
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.asked import Asked
from guisu.know.segments.definition.windows import local_day
from guisu.know.segments.domain import lifecycle, rfm
from guisu.know.segments.domain.sales import Sale as DaySale
from guisu.know.segments.reference.people import Deed, Line, Moment, Person, Sale
from guisu.know.segments.selectors import yardsticks

FACE = ("gender", "region", "source", "birthday_on", "first_seen_at", "last_seen_at")
Values = dict[int, set[tuple[Any, ...]]]


def persons(root_ids: Collection[int], asked: Asked, moment: Moment) -> list[Person]:
    """The living among these roots; whole seconds throughout.

    Beside the face only what is `asked` is read, and the rest left empty.
    """
    roots = Customer.objects.filter(pk__in=root_ids, merged_into=None, erased_at=None)
    faces = {pk: face for pk, *face in roots.values_list("pk", *FACE)}
    row_ids = _row_ids(faces)

    def read(rows: QuerySet[Any], sort: type[c.Condition], *names: str) -> Values:
        return _sets(rows, row_ids if asked.any_is(sort) else {}, *names)

    channels = read(Identity.objects.all(), c.KnownBy, "channel", "value")
    stores = read(CustomerStore.objects.all(), c.KnownAt, "store_id")
    tags = read(Tagging.objects.all(), c.Tagged, "tag_id")
    agreed = _agreed(row_ids, moment) if asked.any_is(c.Agreed) else {}
    sales = _sales(row_ids, with_lines=asked.lines) if asked.orders else {}
    deeds = _deeds(row_ids, asked.kinds)
    scoring = _Scoring(asked, moment)
    return [
        scoring.scored(
            Person(
                customer_id=pk,
                gender=gender,
                region=region,
                source=source,
                birthday_on=birthday_on,
                first_seen_at=_second(first),
                last_seen_at=_second(last),
                channels=frozenset(
                    name for name, value in channels[pk] if not is_doubtful(name, value)
                ),
                stores=frozenset(each for (each,) in stores[pk]),
                tags=frozenset(each for (each,) in tags[pk]),
                agreed=frozenset(agreed.get(pk, ())),
                sales=tuple(sales.get(pk, ())),
                deeds=tuple(deeds[pk]),
            )
        )
        for pk, (gender, region, source, birthday_on, first, last) in faces.items()
    ]


class _Scoring:
    """Cell and stage by the shop's scheme and thresholds in force, as far as they are asked."""

    def __init__(self, asked: Asked, moment: Moment) -> None:
        self._moment = moment
        self._scheme = yardsticks.scheme() if asked.any_is(c.InCell) else None
        self._thresholds = yardsticks.thresholds() if asked.any_is(c.InStage) else None

    def scored(self, person: Person) -> Person:
        """`person` with what the scores are of their orders up to the moment."""
        if self._scheme is None and self._thresholds is None:
            return person
        moment = self._moment
        sales = [sale.on_its_day(moment.zone) for sale in person.sales if sale.at <= moment.at]
        return replace(
            person,
            cell=self._cell(sales),
            stage=self._stage(sales, local_day(person.first_seen_at, moment.zone)),
        )

    def _cell(self, sales: Iterable[DaySale]) -> tuple[int, int, int] | None:
        if self._scheme is None:
            return None
        currency, today = self._moment.currency, self._moment.today
        found = rfm.cell_of(sales, self._scheme, currency=currency, today=today)
        return (found.r, found.f, found.m) if found else None

    def _stage(self, sales: Iterable[DaySale], registered_on: date) -> str:
        if self._thresholds is None:
            return ""
        today, thresholds = self._moment.today, self._thresholds
        facts = lifecycle.facts_of(
            sales, registered_on=registered_on, thresholds=thresholds, today=today
        )
        return lifecycle.stage_of(facts, thresholds, today)


def _row_ids(roots: Iterable[int]) -> dict[int, int]:
    """Root by row, for all rows of these people."""
    wanted = set(roots)
    merged = Customer.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into_id")
    return {pk: pk for pk in wanted} | {pk: root or pk for pk, root in merged}


def _sets(found: QuerySet[Any], row_ids: dict[int, int], *names: str) -> Values:
    """The distinct values of each person's rows."""
    gathered: Values = defaultdict(set)
    of_people = found.filter(customer_id__in=row_ids).values_list("customer_id", *names)
    for row_id, *values in of_people:
        gathered[row_ids[row_id]].add(tuple(values))
    return gathered


def _agreed(row_ids: dict[int, int], moment: Moment) -> dict[int, set[tuple[str, str]]]:
    latest: dict[tuple[int, str, str], bool] = {}
    said = Consent.objects.filter(customer_id__in=row_ids, at__lte=moment.at).order_by("at", "id")
    for row_id, channel, purpose, granted in said.values_list(
        "customer_id", "channel", "purpose", "granted"
    ):
        latest[row_ids[row_id], channel, purpose] = granted
    gathered: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for (root, channel, purpose), granted in latest.items():
        if granted:
            gathered[root].add((channel, purpose))
    return gathered


def _sales(row_ids: dict[int, int], *, with_lines: bool) -> dict[int, list[Sale]]:
    orders = list(Order.objects.filter(customer_id__in=row_ids).order_by("pk"))
    lines = _lines([order.pk for order in orders] if with_lines else [])
    gathered: dict[int, list[Sale]] = defaultdict(list)
    for order in orders:
        gathered[row_ids[order.customer_id or 0]].append(
            Sale(
                at=_second(order.placed_at),
                status=order.status,
                currency=order.currency,
                total_minor=order.total_minor,
                refunded_minor=order.refunded_minor,
                store_id=order.store_id,
                channel=order.channel,
                lines=tuple(lines[order.pk]),
            )
        )
    return gathered


def _lines(order_ids: Collection[int]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    held = OrderLine.objects.filter(order__in=order_ids)
    for order_id, amount, product_id, tier, category in held.values_list(
        "order_id", "amount_minor", "product_id", "product__tier", "product__category"
    ):
        lines[order_id].append(Line(amount, product_id, tier or "", category or ""))
    return lines


def _deeds(row_ids: dict[int, int], kinds: Collection[str]) -> dict[int, list[Deed]]:
    gathered: dict[int, list[Deed]] = defaultdict(list)
    if not kinds:
        return gathered
    happened = Event.objects.filter(customer_id__in=row_ids, kind__in=kinds)
    for row_id, at, kind, properties in happened.values_list(
        "customer_id", "occurred_at", "kind", "properties"
    ):
        gathered[row_ids[row_id]].append(Deed(_second(at), kind, properties))
    return gathered


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
