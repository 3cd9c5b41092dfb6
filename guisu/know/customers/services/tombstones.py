"""Digests of the identities of erased people: nobody can be read from them, only recognised."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from guisu.ground.database import rows
from guisu.ground.events.domain import Entry
from guisu.ground.kernel.digests import keyed_digest
from guisu.ground.staff.selectors import installation
from guisu.know.customers.domain import mending
from guisu.know.customers.domain.erasure import kept
from guisu.know.customers.domain.mentions import names_in, spelled_in
from guisu.know.customers.domain.spellings import BLANK, Words, blanked
from guisu.know.customers.models import ErasedIdentity, ErasureKey
from guisu.know.customers.services import forest

Name = tuple[str, str]
BEHIND = (
    "SELECT digest, customer_id FROM customers_erasedidentity WHERE lifted_at IS NULL AND digest "
)
FORGOTTEN = "FROM customers_customer WHERE erased_at IS NOT NULL AND id "


def rows_behind(names: Collection[Name]) -> dict[Name, int]:
    """The erased rows that `names` once led to. Lifted erasures lead nowhere."""
    if not names or not _stand():
        return {}
    made_with = key()
    digests = {keyed_digest(made_with, *name): name for name in names}
    is_one, given = rows.among(list(digests))
    return {digests[digest]: row for digest, row in rows.read(BEHIND + is_one, [given])}


def hold() -> None:
    """Wait for erasures under way; those that come wait for the end of this transaction.

    Whoever keeps what may name somebody calls this first, before it locks rows.
    """
    forest.lock()


def name_somebody(pieces: Sequence[Iterable[str]]) -> list[bool]:
    """Whether each of `pieces`, which are texts, spells an identity of somebody erased."""
    if not _stand():
        return [False] * len(pieces)
    region = installation().phone_region
    named = [set(names_in(texts, region=region)) for texts in pieces]
    erased = rows_behind(set().union(*named))
    return [not names.isdisjoint(erased) for names in named]


def without_erased(texts: Iterable[str], *, keeps_apart: bool = False) -> dict[str, str]:
    """Those of `texts` that spell an identity of somebody erased, each as it may be kept.

    `keeps_apart`: they are keys, so that the same text gets the same mark and another one another.
    After `hold`, in the transaction that keeps them.
    """
    if not _stand():
        return {}
    region = installation().phone_region
    named = {text: spelled_in(text, region=region) for text in set(texts)}
    erased = rows_behind(set().union(*named.values()))
    return {
        text: blanked(
            text,
            Words.of(names & erased.keys(), ()).found(text),
            mark if keeps_apart else lambda _was: BLANK,
        )
        for text, names in named.items()
        if names & erased.keys()
    }


def mark(was: str) -> str:
    """What stands for an identity in what keeps rows apart: the same for the same spelling."""
    return mending.mark(keyed_digest(key(), "key", was))


def key() -> bytes:
    """What digests of erased people are made with."""
    return bytes.fromhex(ErasureKey.objects.get().key)


def erased_among(row_ids: Iterable[int]) -> set[int]:
    """Those of `row_ids` whose person was erased."""
    if not ErasureKey.objects.exists():  # nobody was ever erased
        return set()
    is_one, given = rows.among(set(row_ids))
    return {pk for (pk,) in rows.table(("id",), FORGOTTEN + is_one, [given])}


def nameless(entries: Sequence[Entry]) -> Sequence[Entry]:
    """`entries` with those about erased rows emptied of what names somebody: the log's guard.

    So are kinds that spell somebody erased, whoever they are about.
    """
    forgotten = erased_among(entry.customer_id for entry in entries)
    kinds = without_erased({entry.kind for entry in entries if _may_name(entry.kind)})
    if not forgotten and not kinds:
        return entries
    return [_nameless(entry, forgotten, kinds) for entry in entries]


def _nameless(entry: Entry, forgotten: set[int], kinds: dict[str, str]) -> Entry:
    if entry.customer_id in forgotten:
        left = kept(entry.kind, entry.source, entry.said)
        entry = replace(entry, properties=left)
    return replace(entry, kind=kinds[entry.kind]) if entry.kind in kinds else entry


def _may_name(kind: str) -> bool:
    """Of the few kinds that there are, hardly one is looked at closely."""
    return "@" in kind or any(sign.isdigit() for sign in kind)


def bury(names: Iterable[tuple[str, str, int]], *, at: datetime) -> None:
    """Leave a tombstone for each (channel, value, row); an older, lifted one stands again."""
    made, _ = ErasureKey.objects.get_or_create(
        pk=1, defaults={"key": secrets.token_hex(32), "made_at": at}
    )
    made_with = bytes.fromhex(made.key)
    stones = [
        ErasedIdentity(
            digest=keyed_digest(made_with, channel, value),
            customer_id=row,
            erased_at=at,
            lifted_at=None,
        )
        for channel, value, row in names
    ]
    ErasedIdentity.objects.bulk_create(
        stones,
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["customer", "erased_at", "lifted_at"],
    )


def _stand() -> bool:
    return ErasedIdentity.objects.filter(lifted_at=None).exists()
