"""People as the pure evaluator takes them, read from the operational store: no delay."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from guisu.commerce.models import Order, OrderLine
from guisu.customers.domain.identities import is_doubtful
from guisu.customers.models import Consent, Customer, CustomerStore, Identity, Tagging
from guisu.events.models import Event
from guisu.segments.domain import lifecycle, rfm
from guisu.segments.domain.sales import Sale as DaySale
from guisu.segments.reference.people import Deed, Line, Moment, Person, Sale
from guisu.segments.selectors import yardsticks

FACE = ("gender", "region", "source", "birthday_on", "first_seen_at", "last_seen_at")


def persons(root_ids: Collection[int], kinds: Collection[str], moment: Moment) -> list[Person]:
    """The living among these roots, with their events of `kinds`; whole seconds throughout."""
    roots = Customer.objects.filter(pk__in=root_ids, merged_into=None, erased_at=None)
    faces = {pk: face for pk, *face in roots.values_list("pk", *FACE)}
    row_ids = _row_ids(faces)
    channels = _sets(Identity.objects.all(), row_ids, "channel", "value")
    stores = _sets(CustomerStore.objects.all(), row_ids, "store_id")
    tags = _sets(Tagging.objects.all(), row_ids, "tag_id")
    agreed = _agreed(row_ids, moment)
    sales = _sales(row_ids)
    deeds = _deeds(row_ids, kinds)
    scoring = _Scoring(moment)
    return [
        Person(
            customer_id=pk,
            gender=gender,
            region=region,
            source=source,
            birthday_on=birthday_on,
            first_seen_at=_second(first),
            last_seen_at=_second(last),
            channels=frozenset(c for c, value in channels[pk] if not is_doubtful(c, value)),
            stores=frozenset(each for (each,) in stores[pk]),
            tags=frozenset(each for (each,) in tags[pk]),
            agreed=frozenset(agreed[pk]),
            sales=tuple(sales[pk]),
            deeds=tuple(deeds[pk]),
            cell=scoring.cell(sales[pk]),
            stage=scoring.stage(sales[pk], first),
        )
        for pk, (gender, region, source, birthday_on, first, last) in faces.items()
    ]


class _Scoring:
    """Cell and stage by the shop's scheme and thresholds in force."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._scheme = yardsticks.scheme()
        self._thresholds = yardsticks.thresholds()

    def cell(self, sales: Iterable[Sale]) -> tuple[int, int, int] | None:
        found = rfm.cell_of(
            self._known(sales),
            self._scheme,
            currency=self._moment.currency,
            today=self._moment.today,
        )
        return (found.r, found.f, found.m) if found else None

    def stage(self, sales: Iterable[Sale], first_seen_at: datetime) -> str:
        moment = self._moment
        facts = lifecycle.facts_of(
            self._known(sales),
            registered_on=first_seen_at.astimezone(moment.zone).date(),
            thresholds=self._thresholds,
            today=moment.today,
        )
        return lifecycle.stage_of(facts, self._thresholds, moment.today)

    def _known(self, sales: Iterable[Sale]) -> list[DaySale]:
        zone = self._moment.zone
        return [
            DaySale(
                sale.at.astimezone(zone).date(),
                sale.status,
                sale.currency,
                sale.total_minor,
                sale.refunded_minor,
            )
            for sale in sales
            if sale.at <= self._moment.at
        ]


def _row_ids(roots: Iterable[int]) -> dict[int, int]:
    """Root by row, for all rows of these people."""
    wanted = set(roots)
    merged = Customer.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into_id")
    return {pk: pk for pk in wanted} | {pk: root or pk for pk, root in merged}


def _sets(
    found: QuerySet[Any], row_ids: dict[int, int], *names: str
) -> dict[int, set[tuple[Any, ...]]]:
    """The distinct values of each person's rows."""
    gathered: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
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


def _sales(row_ids: dict[int, int]) -> dict[int, list[Sale]]:
    orders = list(Order.objects.filter(customer_id__in=row_ids).order_by("pk"))
    lines: dict[int, list[Line]] = defaultdict(list)
    held = OrderLine.objects.filter(order__in=[order.pk for order in orders])
    for order_id, amount, product_id, tier, category in held.values_list(
        "order_id", "amount_minor", "product_id", "product__tier", "product__category"
    ):
        lines[order_id].append(Line(amount, product_id, tier or "", category or ""))
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
