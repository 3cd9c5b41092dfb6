"""Whom a callback names is asked of the table of channels, as its own connection calls them."""

from types import MappingProxyType

import pytest
from django.db import transaction

from guisu.doors.callbacks import services
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels import reach
from guisu.ground.channels.models import Connection
from guisu.ground.channels.reach import Channel, Known, Provider, Reach
from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.models import Customer
from guisu.know.customers.selectors import rows_of
from guisu.know.customers.services import erase, resolve
from tests import make
from tests.channels import acts

pytestmark = pytest.mark.django_db


def came(*claims: Claim) -> Customer:
    with transaction.atomic():
        [found] = resolve([Arrival(claims, make.NOON, "tests")], at=make.NOON)
    return Customer.objects.get(pk=found.customer_id)


def told(connection: Connection, contact: str, *, field: str = "ExternalUserID") -> Callback:
    message = f"<xml><Event>e</Event><{field}><![CDATA[{contact}]]></{field}></xml>"
    services.take(connection, message.encode(), at=make.NOON)
    return Callback.objects.latest("pk")


def bodies(*callbacks: Callback) -> list[bool]:
    for each in callbacks:
        each.refresh_from_db()
    return [bool(each.body) for each in callbacks]


@pytest.fixture
def connection() -> Connection:
    make.installation()
    return acts.connection()


@pytest.fixture
def by_openid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that knows people by an id of each account's own."""
    own = Reach((Known.OPENID,), (Provider.WECOM,))
    monkeypatch.setattr(reach, "REACH", MappingProxyType({Channel.OFFICIAL_ACCOUNT: own}))


def test_an_export_and_an_erasure_find_who_is_named_and_nobody_whose_id_begins_alike(
    connection: Connection,
) -> None:
    person = came(Claim("external_userid", "wm1"))
    theirs, elsewhere = told(connection, "wm1"), told(connection, "wm1", field="FromUserName")
    of_another, unreadable = told(connection, "wm12"), told(connection, "wm1 </xml>")
    Callback.objects.filter(pk=unreadable.pk).update(body="wm1 <")

    exported = services.export(rows_of(person))
    erase(person, by=make.mei(), at=make.NOON)

    assert len(exported) == 3
    assert bodies(theirs, elsewhere, of_another, unreadable) == [False, False, True, False]
    assert services.export(rows_of(person)) == []


@pytest.mark.usefixtures("by_openid")
def test_the_same_openid_of_two_accounts_is_two_people_here_too(connection: Connection) -> None:
    other = acts.connection(agent_id=7)
    person = came(Claim("openid", "o1", connection.account))
    stranger = came(Claim("openid", "o1", other.account))
    mine, theirs = told(connection, "o1"), told(other, "o1")

    erase(person, by=make.mei(), at=make.NOON)

    assert person != stranger
    assert bodies(mine, theirs) == [False, True]


@pytest.mark.usefixtures("by_openid")
def test_what_is_told_later_of_who_was_erased_is_emptied_by_the_account_that_knew_them(
    connection: Connection,
) -> None:
    other = acts.connection(agent_id=7)
    person = came(Claim("openid", "o1", connection.account))
    erase(person, by=make.mei(), at=make.NOON)
    mine, theirs = told(connection, "o1"), told(other, "o1")

    services.work_off()

    assert bodies(mine, theirs) == [False, True]
