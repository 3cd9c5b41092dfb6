"""The log takes each fact once, and only inside the transaction it tells of."""

import pytest
from django.db import transaction

from guisu.ground.events import services
from guisu.ground.events.domain import fingerprint
from guisu.ground.events.models import Event
from tests import make


@pytest.mark.django_db
def test_a_repeated_fact_is_recorded_once() -> None:
    fact = make.entry(
        "Product Viewed", make.NOON, 7, source="key:1", fingerprint=fingerprint("key:1", "m-1")
    )

    with transaction.atomic():
        first = services.record_many([fact, fact], at=make.NOON)
        again = services.record_many([fact], at=make.NOON)

    assert (first, again) == (1, 0)
    assert Event.objects.get().properties == {}


@pytest.mark.django_db
def test_the_same_key_from_two_sources_is_two_facts() -> None:
    sources = ("key:1", "key:2")
    facts = [
        make.entry("Signed Up", make.NOON, 7, source=one, fingerprint=fingerprint(one, "m-1"))
        for one in sources
    ]

    with transaction.atomic():
        recorded = services.record_many(facts, at=make.NOON)

    assert recorded == 2


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        services.record_many([make.entry("Signed Up", make.NOON)], at=make.NOON)
