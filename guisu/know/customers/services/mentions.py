"""What others wrote of somebody erased: searched for in every declared text, and blanked.

The search runs after the erasure, in pieces. What the person was known by waits sealed until it
is over; a search that dies begins anew and finds what is left.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from django.db import IntegrityError, models, transaction
from django.db.models import F, QuerySet

from guisu.ground.channels import safe
from guisu.ground.database import texts
from guisu.ground.database.editions import Edited
from guisu.ground.database.texts import Column
from guisu.ground.kernel.digests import keyed_digest
from guisu.ground.kernel.text import search_key
from guisu.ground.staff.models import Actor, AuditEntry, Staff
from guisu.ground.staff.services import audit
from guisu.know.customers import holdings
from guisu.know.customers.domain import mending
from guisu.know.customers.domain.mentions import Name
from guisu.know.customers.domain.refusals import MentionChanged, MentionNeedsHand, MentionSettled
from guisu.know.customers.domain.spellings import Words
from guisu.know.customers.models import Customer, Erasure, Identity, Mention
from guisu.know.customers.services import tombstones

AT_ONCE = 2_000


class Sought(msgspec.Struct, frozen=True):
    """What somebody was known by, as it waits sealed."""

    identities: tuple[Name, ...]
    names: tuple[str, ...]


def sought(row_ids: Sequence[int]) -> Sought:
    """All identities, as they are kept and as they were first spelled, and all names ever."""
    told = Identity.objects.filter(customer__in=row_ids)
    identities = {(channel, value) for channel, value in told.values_list("channel", "value")}
    names = {
        text.strip()
        for source in (
            _own_names(row_ids),
            *(each.names(row_ids) for each in holdings.registered()),
        )
        for text in source
    }
    return Sought(tuple(sorted(identities)), tuple(sorted(names - {""})))


def open_search(root_id: int, what: Sought, *, by: Actor | None, at: datetime) -> Erasure:
    """Keep, sealed, what is to be searched for. In the transaction of the erasure."""
    return Erasure.objects.create(
        customer_id=root_id,
        erased_at=at,
        erased_by=by if isinstance(by, Staff) else None,
        sealed_words=safe.sealed_struct(what),
    )


def search(erasure: Erasure, *, at: datetime) -> None:
    """Look through every declared text; safe to repeat, and over when `searched_at` is set.

    What is certain is blanked, the rest becomes mentions. Raises `SecretUnreadable` where the
    encryption keys are gone.
    """
    if not erasure.sealed_words:
        return
    what = safe.opened_struct(Sought, erasure.sealed_words)
    words = Words.of(what.identities, what.names, _others_with(what.names))
    for model, columns in _tables():
        for keys in _naming(model, columns, words):
            _settle(erasure, model, columns, keys, words)
    Erasure.objects.filter(pk=erasure.pk).update(sealed_words="", searched_at=at)


def blank(mention: Mention, *, by: Actor, at: datetime) -> None:
    """Blank the person where others wrote of them.

    Raises `MentionChanged`, `MentionNeedsHand` and `MentionSettled`.
    """
    try:
        with transaction.atomic():
            _blank(mention, by=by, at=at)
    except IntegrityError as error:
        raise MentionNeedsHand from error


@transaction.atomic
def leave(mention: Mention, *, by: Actor, at: datetime) -> None:
    """Decide that it stays: it is about somebody else of that name. Raises `MentionSettled`."""
    held = _held(mention)
    Mention.objects.filter(pk=held.pk).update(left_at=at, instead={}, digest="")
    _note("erasure.mention_left", held, by=by, at=at)


def columns_of(mention: Mention) -> list[Column]:
    return [each for each in texts.searched() if each.table == mention.table]


def _own_names(row_ids: Sequence[int]) -> Iterator[str]:
    """Names of now, names that sources told, and those that stood in the audit before."""
    for name, traits in Customer.objects.filter(pk__in=row_ids).values_list("name", "traits"):
        yield name
        yield from mending.names_in(traits)
    trail = AuditEntry.objects.filter(subject__in=[f"customer:{pk}" for pk in row_ids])
    for told in trail.values_list("before", "after"):
        for value in told:
            yield from mending.names_in(value)


def _others_with(names: Sequence[str]) -> Iterator[str]:
    """Names of people who are not erased, in which one of `names` stands."""
    living = Customer.objects.filter(erased_at=None)
    for name in names:
        with_it = living.filter(name_key__contains=search_key(name))
        yield from with_it.values_list("name", flat=True).distinct()


def _tables() -> Iterator[tuple[type[models.Model], list[Column]]]:
    for _, columns in groupby(texts.searched(), key=lambda each: each.table):
        found = list(columns)
        yield found[0].model, found


def _naming(
    model: type[models.Model], columns: Sequence[Column], words: Words
) -> Iterator[list[int]]:
    """Keys of rows that may name the person, a piece of the table at a time."""
    names, last = [each.name for each in columns], 0
    while True:
        rows = model._default_manager.filter(pk__gt=last).order_by("pk")
        piece = list(rows.values_list("pk", *names)[:AT_ONCE])
        if hits := [pk for pk, *values in piece if any(mending.may_name(words, v) for v in values)]:
            yield hits
        if len(piece) < AT_ONCE:
            return
        last = piece[-1][0]


@transaction.atomic
def _settle(
    erasure: Erasure,
    model: type[models.Model],
    columns: Sequence[Column],
    keys: Sequence[int],
    words: Words,
) -> None:
    """Blank what is certain in these rows, as they are now, and note the rest."""
    names = [each.name for each in columns]
    removed: Counter[str] = Counter()
    for pk, *values in _locked(model, keys).values_list("pk", *names):
        is_sure = mending.is_sure(words, values)
        found = {
            column.name: mending.without(
                value, column.whose, words, tombstones.mark, is_sure=is_sure
            )
            for column, value in zip(columns, values, strict=True)
        }
        now = {name: each.now for name, each in found.items()}
        certain = {n: v for (n, v), was in zip(now.items(), values, strict=True) if v != was}
        if certain:
            _write(model, columns, pk, certain)
            removed[model._meta.label_lower] += 1
        if instead := {name: each.asked for name, each in found.items() if each.asked != each.now}:
            Mention.objects.update_or_create(
                erasure=erasure,
                table=model._meta.label_lower,
                row=pk,
                defaults={"instead": instead, "digest": _digest(now)},
            )
    if removed:
        held = Erasure.objects.select_for_update().get(pk=erasure.pk)
        held.removed = dict(removed + Counter(held.removed))
        held.save(update_fields=["removed"])


def _blank(mention: Mention, *, by: Actor, at: datetime) -> None:
    held = _held(mention)
    columns = columns_of(held)
    model = columns[0].model
    names = [each.name for each in columns]
    row = _locked(model, [held.row]).values(*names).first()
    if row is not None:
        if _digest(row) != held.digest:
            raise MentionChanged
        _write(model, columns, held.row, held.instead)
    Mention.objects.filter(pk=held.pk).update(blanked_at=at, instead={}, digest="")
    Erasure.objects.filter(pk=held.erasure_id).update(stores_wiped_at=None, warehouse_wiped_at=None)
    _note("erasure.mention_blanked", held, by=by, at=at)


def _held(mention: Mention) -> Mention:
    held = Mention.objects.select_for_update().select_related(None).get(pk=mention.pk)
    if not held.is_open:
        raise MentionSettled
    return held


def _note(action: str, mention: Mention, *, by: Actor, at: datetime) -> None:
    subject = f"customer:{mention.erasure.customer_id}"
    audit(action, subject=subject, by=by, at=at, after={"table": mention.table, "row": mention.row})


def _locked(model: type[models.Model], keys: Collection[int]) -> QuerySet[Any]:
    return model._default_manager.filter(pk__in=keys).select_for_update().order_by("pk")


def _write(
    model: type[models.Model], columns: Sequence[Column], pk: int, values: dict[str, Any]
) -> None:
    """Set columns of one row; who edits it at this moment is told that it changed."""
    turned = {"edition": F("edition") + 1} if issubclass(model, Edited) else {}
    bounded = {name: _fitting(model, name, value) for name, value in values.items()}
    model._default_manager.filter(pk=pk).update(**bounded, **turned)
    for mended in {each.mended for each in columns if each.mended}:
        mended([pk])


def _fitting(model: type[models.Model], name: str, value: Any) -> Any:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def _digest(values: dict[str, Any]) -> str:
    told = msgspec.json.encode(values, order="sorted")
    return keyed_digest(tombstones.key(), told.decode())
