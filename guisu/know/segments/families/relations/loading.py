"""How people stand to us, read from the operational store as far as it is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from guisu.know.customers.domain.identities import is_doubtful
from guisu.know.customers.models import Consent, CustomerStore, Identity, Tagging
from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.families.relations.facts import Relations
from guisu.know.segments.wanted import Wanted

Sorts = Sequence[type[Leaf]]
Values = Mapping[int, list[tuple[Any, ...]]]


def load(wanted: Wanted) -> dict[int, Relations]:
    def read(rows: QuerySet[Any], sorts: Sorts, *names: str) -> Values:
        return wanted.gathered(rows, *names) if wanted.asks(*sorts) else {}

    channels = read(Identity.objects.all(), [s.KnownBy], "channel", "value")
    stores = read(CustomerStore.objects.all(), [s.KnownAt], "store_id")
    tags = read(Tagging.objects.all(), [s.Tagged, s.Untagged], "tag_id")
    said = Consent.objects.filter(at__lte=wanted.moment.at).order_by(*Consent.LATEST_LAST)
    words = read(said, [s.Agreed], "channel", "purpose", "granted")
    return {
        root: Relations(
            channels=frozenset(
                name for name, value in channels.get(root, ()) if not is_doubtful(name, value)
            ),
            stores=frozenset(each for (each,) in stores.get(root, ())),
            tags=frozenset(each for (each,) in tags.get(root, ())),
            agreed=_agreed(words.get(root, ())),
        )
        for root in wanted.faces
    }


def _agreed(words: Sequence[tuple[Any, ...]]) -> frozenset[tuple[str, str]]:
    """Of words in their order the latest about each channel and purpose holds."""
    latest = {(channel, purpose): granted for channel, purpose, granted in words}
    return frozenset(pair for pair, granted in latest.items() if granted)
