"""What a batch of arrivals changed, written in as few statements as there are tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from guisu.ground.database import rows
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain.traits import Face, Told, face
from guisu.know.customers.models import Customer, CustomerStore, Identity, MergeSuggestion
from guisu.know.customers.services import forest
from guisu.know.customers.services.batch import Batch, Same
from guisu.know.customers.services.lookup import Row

CUSTOMER = (
    "id",
    "traits",
    "traits_at",
    "name",
    "name_key",
    "gender",
    "birthday_on",
    "region",
    "store_id",
    "source",
    "first_seen_at",
    "last_seen_at",
)
IDENTITY = ("channel", "account", "value", "shown", "customer_id", "first_seen_at")
KNOWN_TO = "SELECT customer_id, store_id FROM customers_customerstore WHERE customer_id "
FACELESS = Face()
# So much of an instant as text: `2026-11-22 04:1`, `2026-11-22 04:15`.
TEN_MINUTES, MINUTE = 15, 16
_json = msgspec.json.Encoder().encode


def write(batch: Batch, *, at: datetime) -> None:
    """Newcomers first, then what hangs on rows, then who turned out to be one person."""
    touched = list(batch.touched.values())
    changed = _insert_newcomers(batch.newcomers)
    known = sorted((row for row in touched if not row.is_new), key=lambda row: row.id)
    changed |= _insert_identities(touched)
    changed |= _know_in_stores(touched)
    changed |= _write_seen(batch, known)
    changed |= _write_traits(known)
    mark_changed("customers", changed)
    _join(batch.same, at=at)


def _insert_newcomers(newcomers: Sequence[Row]) -> set[int]:
    if not newcomers:
        return set()
    values = []
    for pk, row in zip(rows.reserve(Customer, len(newcomers)), newcomers, strict=True):
        row.id = row.person.root_id = pk
        told = _told(row, Told(pk))
        first, last = row.seen or (row.first, row.last)
        row.first, row.last = first, last
        looks = _looks(face([told]) if row.told else FACELESS)
        values.append(
            (
                pk,
                _text(told.values),
                _text(told.at),
                *looks,
                row.store_id,
                row.source[:40],
                first,
                last,
            )
        )
    rows.insert(Customer, CUSTOMER, values)
    return {row.id for row in newcomers}


def _insert_identities(touched: Sequence[Row]) -> set[int]:
    """In the order of their names, so that two batches never wait for each other crosswise."""
    gained = [(key, row.id, since) for row in touched for key, since in row.gained]
    gained.sort(key=lambda each: each[0].name)
    values = [
        (key.channel, key.account, key.value, key.shown, row_id, since)
        for key, row_id, since in gained
    ]
    rows.insert(Identity, IDENTITY, values)
    return {row_id for _, row_id, _ in gained}


def _know_in_stores(touched: Sequence[Row]) -> set[int]:
    """Note new acquaintances of stores; the first one becomes the row's home."""
    wanted = {
        (row.id, store_id): since for row in touched for store_id, since in row.stores.items()
    }
    if not wanted:
        return set()
    is_one, given = rows.among({row_id for row_id, _ in wanted})
    there = set(rows.read(KNOWN_TO + is_one, [given]))
    new = [(*pair, since) for pair, since in wanted.items() if pair not in there]
    rows.insert(CustomerStore, ("customer_id", "store_id", "since"), new)
    homeless = [row for row in touched if row.stores and row.store_id is None and not row.is_new]
    homes = [(row.id, [min(row.stores, key=row.stores.__getitem__)]) for row in homeless]
    rows.update(Customer, ["store_id"], sorted(homes))
    return {row_id for row_id, _, _ in new} | {row_id for row_id, _ in homes}


def _write_seen(batch: Batch, known: Sequence[Row]) -> set[int]:
    """Move first and last moments of rows, and of the roots that stand for them.

    The last one moves by the minute, or every click of everybody would be written twice. Returns
    those that the warehouse should hear of: it follows by tens of minutes.
    """
    moved: set[int] = set()
    later: dict[int, Row] = {}
    earlier: dict[int, Row] = {}
    own: list[tuple[int, rows.Row]] = []
    for row in known:
        if row.seen is None:
            continue
        first, last = row.seen
        if row.own_first and (first < row.own_first or _is_later(last, row.own_last)):
            own.append((row.id, [min(first, row.own_first), max(last, row.own_last)]))
        root = batch.rows.get(row.person.root_id, row)
        for each in (row,) if root is row else (row, root):
            if _is_later(last, each.last):
                if str(last)[:TEN_MINUTES] != str(each.last)[:TEN_MINUTES]:
                    moved.add(each.id)
                each.last = last
                later[each.id] = each
            if first < each.first:
                moved.add(each.id)
                each.first = first
                earlier[each.id] = each
    # Apart: a column that is set costs its index, and hardly anybody's first moment moves.
    rows.update(Customer, ["last_seen_at"], [(pk, [later[pk].last]) for pk in sorted(later)])
    rows.update(Customer, ["first_seen_at"], [(pk, [earlier[pk].first]) for pk in sorted(earlier)])
    rows.update(Customer, ["own_first_seen_at", "own_last_seen_at"], own)
    return moved


def _is_later(last: rows.Stored, held: rows.Stored) -> bool:
    return str(last)[:MINUTE] > str(held)[:MINUTE]


def _write_traits(known: Sequence[Row]) -> set[int]:
    told = {row.id: row for row in known if row.told}
    if not told:
        return set()
    changed: list[tuple[int, Sequence[Any]]] = []
    persons = set()
    for chunk in rows.chunks(sorted(told), 10_000):
        held = Customer.objects.filter(pk__in=chunk).order_by("pk")
        for pk, values, moments in held.values_list("pk", "traits", "traits_at"):
            before = dict(moments)
            heard = Told(pk, values, moments)
            # Also of the same moment: whoever is dated by the day of a first contact changes too.
            if _hear(told[pk], heard) or heard.at != before:
                changed.append((pk, [_text(heard.values), _text(heard.at)]))
                persons.add(told[pk].person.root_id)
    rows.update(Customer, ["traits", "traits_at"], changed)
    forest.refresh(persons)
    return {pk for pk, _ in changed} | persons


def _join(same: Sequence[Same], *, at: datetime) -> None:
    """Make the merges that the batch found, and suggest those that a person must decide."""
    unsure = {
        (min(pair), max(pair)): one
        for one in same
        if one.reason is None and (pair := (one.first.id, one.second.id))
    }
    MergeSuggestion.objects.bulk_create(
        [
            MergeSuggestion(first_id=low, second_id=high, evidence=one.evidence[:300], made_at=at)
            for (low, high), one in sorted(unsure.items())
        ],
        ignore_conflicts=True,
    )
    forest.join(
        [
            forest.Union(one.first.id, one.second.id, one.reason, one.evidence, one.at)
            for one in same
            if one.reason is not None
        ],
        by=None,
        at=at,
    )


def _told(row: Row, told: Told) -> Told:
    _hear(row, told)
    return told


def _hear(row: Row, told: Told) -> bool:
    """Whether what was told changes a value."""
    changed = False
    for traits, at in row.told:
        changed |= told.hear(traits, at)
    return changed


def _looks(shown: Face) -> tuple[Any, ...]:
    return shown.name, shown.name_key, shown.gender, _day(shown), shown.region


def _day(shown: Face) -> str | None:
    return shown.birthday_on.isoformat() if shown.birthday_on else None


def _text(values: dict[str, Any]) -> str:
    return _json(values).decode()
