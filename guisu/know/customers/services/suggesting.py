"""Suggesting that two people are one, where somebody's note says so and no rule may decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from guisu.know.customers.domain.identities import normal
from guisu.know.customers.models import MergeSuggestion
from guisu.know.customers.selectors.people import owners_of, persons_of
from guisu.know.customers.services.tombstones import erased_among


@transaction.atomic
def suggest_by(
    noted: Mapping[int, Sequence[str]], *, channel: str, region: str, source: str, at: datetime
) -> None:
    """Suggest each row to be one with whoever goes by a value that was noted of it.

    `noted`: values by customer row, as they were written; `region` is where bare phones are from.
    A note is weaker than a person's own word, so it never joins. Pairs that somebody dismissed
    stay dismissed; who was erased is passed over. Safe to repeat.
    """
    keys = {
        row: [key for value in values if (key := normal(channel, value, region))]
        for row, values in noted.items()
    }
    owners = owners_of((key.channel, key.value) for each in keys.values() for key in each)
    pairs = {
        (row, owner): f"{channel}, {source}"
        for row, told in keys.items()
        for key in told
        if (owner := owners.get((key.channel, key.value)))
    }
    roots = persons_of(pk for pair in pairs for pk in pair)
    gone = erased_among(roots.values())
    found = {
        (min(both), max(both)): evidence
        for (row, owner), evidence in pairs.items()
        if len(both := {roots.get(row, 0), roots.get(owner, 0)} - {0, *gone}) > 1
    }
    MergeSuggestion.objects.bulk_create(
        [
            MergeSuggestion(first_id=low, second_id=high, evidence=evidence[:300], made_at=at)
            for (low, high), evidence in sorted(found.items())
        ],
        ignore_conflicts=True,
    )
