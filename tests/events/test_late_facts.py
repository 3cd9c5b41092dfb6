"""A fact that comes to its subscribers after an erasure has little left, and parks no letter."""

import pytest
from django.db import transaction

from guisu.ground.events import delivery, facts
from guisu.ground.events.domain import OURS, Entry
from guisu.ground.events.models import Event, Letter
from guisu.ground.events.services import record_many
from guisu.ground.events.subscribers import subscribed
from guisu.know.customers import services as customers
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["an erased person's", "nobody's"])
def test_every_subscriber_takes_what_an_erasure_leaves(whose: str) -> None:
    person = make.customer("Ada")
    customers.erase(person, by=make.mei(), at=make.NOON)
    pk = person.pk if whose == "an erased person's" else 0
    kinds = [each.kind for each in facts.registered() if not isinstance(each, facts.Foreign)]
    with transaction.atomic():
        record_many([Entry(kind, make.NOON, OURS, pk) for kind in kinds], at=make.NOON)

    while delivery.deliver():
        pass

    assert {kind for one in subscribed() for kind in one.own} <= set(kinds)
    assert Event.objects.filter(customer_id=pk).count() >= len(kinds)
    assert list(Letter.objects.values_list("subscriber", "event__kind", "error")) == []
