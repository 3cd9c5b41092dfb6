"""Words of consent about many people at once, as files bring them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guisu.ground.events.services import record_many
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.facts import ConsentGiven, ConsentWithdrawn
from guisu.know.customers.models import Consent
from guisu.know.customers.selectors import words
from guisu.know.customers.selectors.people import persons_of
from guisu.know.customers.services.tombstones import erased_among


@dataclass(frozen=True, slots=True)
class Heard:
    """A yes or no of somebody, by any of their rows. `said_at` None: nobody says when it was."""

    customer_id: int
    channel: str
    granted: bool
    said_at: datetime | None


@transaction.atomic
def note_words(
    heard: Sequence[Heard], *, purpose: str, evidence: str, source: str, at: datetime
) -> int:
    """Note them; how many were new.

    A word without a moment counts as said at `at`, and a yes without one is noted only where the
    person has said nothing yet: it may be older than a no. The same word of the same moment is
    noted once, whoever told it; who was erased is passed over. Safe to repeat.
    """
    root_of = persons_of(each.customer_id for each in heard)
    gone = erased_among(root_of.values())
    living = [each for each in heard if root_of.get(each.customer_id, 0) not in {0, *gone}]
    standing = _standing(living, root_of, purpose)
    noted = _noted(root_of, purpose)
    fresh: dict[tuple[int, str, bool, datetime], Consent] = {}
    for each in living:
        root = root_of[each.customer_id]
        key = (root, each.channel, each.granted, min(each.said_at or at, at))
        if key in noted or _is_older(each, standing, root):
            continue
        fresh[key] = Consent(
            customer_id=root,
            channel=each.channel,
            purpose=purpose,
            granted=each.granted,
            at=key[3],
            evidence=evidence[:300],
            source=source,
        )
    _record(Consent.objects.bulk_create(fresh.values()), at=at)
    return len(fresh)


def _is_older(each: Heard, standing: Mapping[tuple[int, str], bool], root: int) -> bool:
    """Whether an undated word is taken for older than what holds, or says the same."""
    holds = standing.get((root, each.channel))
    if each.said_at is not None or holds is None:
        return False
    return each.granted or not holds


def _standing(
    heard: Sequence[Heard], root_of: Mapping[int, int], purpose: str
) -> dict[tuple[int, str], bool]:
    """(root, channel) -> the word that holds, for those who have said one."""
    asked = defaultdict[str, set[int]](set)
    for each in heard:
        asked[each.channel].add(root_of[each.customer_id])
    return {
        (root, channel): granted
        for channel, roots in asked.items()
        for root, granted in words(channel=channel, purpose=purpose, of=roots).items()
    }


def _noted(root_of: Mapping[int, int], purpose: str) -> set[tuple[int, str, bool, datetime]]:
    known = Consent.objects.filter(purpose=purpose, customer__in=root_of.values())
    return set(known.values_list("customer", "channel", "granted", "at"))


def _record(said: Sequence[Consent], *, at: datetime) -> None:
    facts = [
        (ConsentGiven if word.granted else ConsentWithdrawn)(
            channel=word.channel, purpose=word.purpose, granted=word.granted
        ).entry(word.at, customer_id=word.customer_id, subject=f"consent:{word.pk}")
        for word in said
    ]
    record_many(facts, at=at)
    mark_changed("consents", [word.pk for word in said])
