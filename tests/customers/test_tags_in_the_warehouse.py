"""Who has which tag, as analysis reads it: following people, emptied with the erased."""

import pytest

from guisu.know.customers import services
from guisu.know.customers.models import TagKind
from guisu.know.customers.services import tags
from tests import make
from tests.loaded import loaded
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db


def told() -> set[tuple[int, int, bool]]:
    """(row, person, by rule) of every tagging in the warehouse."""
    return {(row["row_id"], row["customer_id"], row["by_rule"]) for row in loaded("taggings")}


def test_taggings_follow_people_through_merges_and_go_with_who_is_erased() -> None:
    ada, bea, eve, mei = (*map(make.customer, ("Ada", "Bea", "Eve")), make.mei())
    vip = tags.define(name="VIP", kind=TagKind.VALUE, by=mei, at=make.NOON)
    tags.give(vip, [bea.pk], source="rule:1", why="", by=None, at=make.NOON)
    tags.give(vip, [eve.pk], source="staff:1", why="", by=None, at=make.NOON)
    load_all()
    apart = told()

    services.merge(ada, bea, by=mei, at=make.NOON)
    services.erase(eve, by=mei, at=make.NOON)
    load_all()

    assert apart == {(bea.pk, bea.pk, True), (eve.pk, eve.pk, False)}
    assert told() == {(bea.pk, ada.pk, True)}
    assert loaded("tags")[0]["name"] == "VIP"
