"""Contact codes at a practice ground: made, carried out, scanned."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from guisu.act.acquisition import services
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.act.acquisition.services.codes import Wish
from guisu.ground.channels.models import Colleague
from guisu.ground.events.delivery import deliver
from guisu.know.groups.models import Group
from tests.sync.acts import Shop

COLLEAGUES, GROUPS = ContactCode.Kind.COLLEAGUES, ContactCode.Kind.GROUPS


def people(shop: Shop, *userids: str) -> list[int]:
    found = {one.userid: one.pk for one in Colleague.objects.filter(connection=shop.connection)}
    return [found[userid] for userid in userids]


def wish(shop: Shop, *userids: str, **more: Any) -> Wish:
    return Wish(**{"name": "海报", "colleagues": people(shop, *userids), **more})


def code(shop: Shop, *userids: str, **more: Any) -> ContactCode:
    """A code that leads to these colleagues, carried out."""
    made = codes.make(
        shop.connection, COLLEAGUES, wish(shop, *userids, **more), by=None, at=timezone.now()
    )
    return carried(made)


def group_code(shop: Shop, chat_ids: Iterable[str], **more: Any) -> ContactCode:
    found = {one.chat_id: one.pk for one in Group.objects.all()}
    wanted = Wish(name="进群", groups=[found[one] for one in chat_ids], **more)
    return carried(codes.make(shop.connection, GROUPS, wanted, by=None, at=timezone.now()))


def carried(made: ContactCode) -> ContactCode:
    settle()
    made.refresh_from_db()
    return made


def settle() -> None:
    """Deliver the log, then tell WeCom of every code that is due."""
    while deliver():
        pass
    while services.carry_out():
        pass


def there(shop: Shop, made: ContactCode) -> dict[str, Any]:
    """The code as WeCom has it."""
    if made.leads_to_groups:
        path, name = "externalcontact/groupchat/get_join_way", "join_way"
    else:
        path, name = "externalcontact/get_contact_way", "contact_way"
    answer = shop.ground.post(path, config_id=made.config_id)
    assert answer["errcode"] == 0, answer
    found: dict[str, Any] = answer[name]
    return found


def scan(shop: Shop, made: ContactCode, **more: Any) -> dict[str, Any]:
    """Somebody new scans; the news is heard and worked off."""
    met: dict[str, Any] = shop.ground.scanned(made.config_id, **more)
    shop.hear()
    settle()
    return met
