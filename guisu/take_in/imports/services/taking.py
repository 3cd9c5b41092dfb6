"""One batch of units into the rooms below: people resolved, orders recorded, events appended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from msgspec.structs import replace

from guisu.ground.database import rows
from guisu.ground.events import services as events
from guisu.ground.events.domain import Entry
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import OrderRefused, OrderTold, RefundTold
from guisu.know.commerce.models import Order
from guisu.know.commerce.rescaling import former
from guisu.know.customers import services as customers
from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.models import Customer
from guisu.take_in.imports.domain.problems import Reason, Warned
from guisu.take_in.imports.models import Import, TakenEvent
from guisu.take_in.imports.services import saying
from guisu.take_in.imports.taking.units import Happening, Person, Unit


@dataclass(slots=True)
class Taken:
    """What a batch did: orders, people or events made, changed, found as told already."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    customers_created: int = 0


def take(imported: Import, batch: Sequence[Unit], *, at: datetime) -> Taken:
    """Bring the units in, inside the caller's transaction; what is refused below is noted on them.

    Safe to repeat: orders are known by number, events by key, people by what they are known by.
    """
    before = _newest_customer()
    if imported.kind == "orders":
        taken = _orders(imported, batch, at=at)
    elif imported.kind == "customers":
        taken = _people(imported, batch, at=at)
    else:
        taken = _events(imported, batch, at=at)
    made = Customer.objects.filter(pk__gt=before, source=imported.source).count()
    taken.customers_created = made
    if imported.kind == "customers":
        taken.created = min(made, taken.unchanged)
        taken.unchanged -= taken.created
    return taken


def _newest_customer() -> int:
    newest: int | None = Customer.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _resolve(imported: Import, people: Sequence[Person], *, at: datetime) -> list[int]:
    """The customer row of each person; 0 where nothing usable was claimed."""
    arrivals = [
        Arrival(person.claims, person.at, imported.source, person.traits, person.store_id)
        for person in people
    ]
    return [resolved.customer_id for resolved in customers.resolve(arrivals, at=at)]


def _orders(imported: Import, batch: Sequence[Unit], *, at: datetime) -> Taken:
    units = [unit for unit in batch if unit.order is not None]
    people = _first_and_latest(units)
    ids = dict(
        zip([each.claims for each in people], _resolve(imported, people, at=at), strict=True)
    )
    told = {id(unit): _with_customer(unit, ids) for unit in units}
    _add_refunds(imported, units, told)
    turned_down: list[OrderRefused] = []
    outcome = commerce.record_orders(
        list(told.values()), source=imported.source, at=at, refused=turned_down
    )
    for refused in turned_down:
        _turn_down(units, refused)
    return Taken(outcome.created, outcome.changed, outcome.unchanged)


def _first_and_latest(units: Sequence[Unit]) -> list[Person]:
    """Each person of a batch as of their first order, and told as of their latest one."""
    first: dict[tuple[Claim, ...], Person] = {}
    latest: dict[tuple[Claim, ...], Person] = {}
    for person in (unit.person for unit in units if unit.person is not None):
        known = latest.setdefault(person.claims, person)
        if person.at >= known.at:
            latest[person.claims] = person
        if person.at <= first.setdefault(person.claims, person).at:
            first[person.claims] = person
    earlier = [
        replace(each, traits={}) for each in first.values() if each is not latest[each.claims]
    ]
    return [*earlier, *latest.values()]


def _with_customer(unit: Unit, ids: dict[tuple[Claim, ...], int]) -> OrderTold:
    if unit.order is None:
        raise ValueError(unit.first_row)
    if unit.person is None:
        return unit.order
    customer_id = ids[unit.person.claims] or None
    if customer_id is None and Warned.NO_CUSTOMER not in unit.warned:
        unit.warned.append(Warned.NO_CUSTOMER)
    return replace(unit.order, customer_id=customer_id)


def _turn_down(units: Sequence[Unit], refused: OrderRefused) -> None:
    """Note the refusal on the unit that told the order; it is named by its number."""
    number = refused.data["number"]
    for unit in units:
        if unit.order is not None and unit.order.number == number:
            unit.refuse(Reason.CONFLICT, str(refused.data.get("field", "")), str(refused))


def _add_refunds(imported: Import, units: Sequence[Unit], told: dict[int, OrderTold]) -> None:
    """Files tell what was refunded in all; what is recorded already is taken off."""
    refunding = [unit for unit in units if unit.refunded_minor > 0]
    if not refunding:
        return
    numbers = [told[id(unit)].number for unit in refunding]
    channel = told[id(refunding[0])].channel
    recorded = dict(
        Order.objects.filter(Q(channel=channel, number__in=numbers)).values_list(
            "number", "refunded_minor"
        )
    )
    for unit in refunding:
        order = told[id(unit)]
        more = unit.refunded_minor - recorded.get(order.number, 0)
        if more > 0:
            # Named in hundredths, as references were before currencies had decimals of their own.
            reference = f"file:{former(unit.refunded_minor, order.currency)}"
            refund = RefundTold(reference, more, order.placed_at, imported.file_name[:200])
            told[id(unit)] = replace(order, refunds=(refund,))


def _people(imported: Import, batch: Sequence[Unit], *, at: datetime) -> Taken:
    people = [unit.person for unit in batch if unit.person is not None]
    ids = _resolve(imported, people, at=at)
    fine = iter(ids)
    for unit in batch:
        if unit.person is not None and not next(fine):
            unit.refuse(Reason.NOBODY, "customer", "")
    saying.note(imported, people, ids, at=at)
    return Taken(unchanged=sum(bool(pk) for pk in ids))


def _events(imported: Import, batch: Sequence[Unit], *, at: datetime) -> Taken:
    happened = [(unit.event, unit.person) for unit in batch if unit.event and unit.person]
    keys = [event.key for event, _ in happened]
    known = set(TakenEvent.objects.filter(pk__in=keys).values_list("pk", flat=True))
    fresh: dict[str, tuple[Happening, Person]] = {
        event.key: (event, person) for event, person in happened if event.key not in known
    }
    ids = _resolve(imported, [person for _, person in fresh.values()], at=at)
    facts = [
        Entry(event.kind, event.at, imported.source, pk, "", "", dict(event.properties))
        for (event, _), pk in zip(fresh.values(), ids, strict=True)
    ]
    events.record_many(facts, at=at)
    rows.insert(TakenEvent, ("digest", "of_id"), [(key, imported.pk) for key in fresh])
    return Taken(created=len(fresh), unchanged=len(happened) - len(fresh))
