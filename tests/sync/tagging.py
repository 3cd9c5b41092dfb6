"""A tag of the corp, people in contact, and what WeCom shows of them."""

from django.utils import timezone

from guisu.ground.events.delivery import deliver
from guisu.know.customers.models import Customer, Identity, Tag, TagKind
from guisu.know.customers.services import tags
from guisu.take_in.sync.models import CorpTag
from guisu.take_in.sync.services import marking, mirroring
from practice.world.seeding import Seed
from tests import make
from tests.sync.acts import Shop

SEED = Seed(customers=8, tags={"意向": ["高", "低"]})


def high() -> CorpTag:
    return CorpTag.objects.select_related("tag").get(name="高")


def person(shop: Shop, userid: str = "staff01", place: int = 0) -> str:
    """The external id of somebody in contact with a colleague."""
    return str(shop.ground.get("externalcontact/list", userid=userid)["external_userid"][place])


def row_of(external_userid: str) -> Customer:
    return Identity.objects.get(channel="external_userid", value=external_userid).customer


def ours_called(name: str, kind: TagKind) -> Tag:
    return tags.define(name=name, kind=kind, by=make.mei(), at=timezone.now())


def given(tag: Tag, *people: Customer, source: str = "staff:1") -> None:
    at = timezone.now()
    tags.give(tag, [one.pk for one in people], source=source, why="", by=make.mei(), at=at)


def taken(tag: Tag, *people: Customer) -> None:
    at = timezone.now()
    tags.take(tag, [one.pk for one in people], source="staff:1", why="", by=make.mei(), at=at)


def told() -> None:
    """All that follows from the log, told to WeCom."""
    while deliver():
        pass
    while mirroring.step() or marking.step():
        pass


def there(shop: Shop, external_userid: str) -> dict[str, list[str]]:
    """The corp's tags that WeCom shows of a person, by colleague."""
    found = shop.ground.look("snapshot")["customers"]
    return {
        one["userid"]: one["tag_id"] for one in found if one["external_userid"] == external_userid
    }
