"""Reading connections and colleagues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet, Sum

from guisu.ground.channels.carriers import adapter_of
from guisu.ground.channels.domain import WITHIN, NotConnected, holder_of
from guisu.ground.channels.models import CallCount, Colleague, Connection
from guisu.ground.channels.reach import Provider
from guisu.ground.channels.safe import SecretUnreadable, opened_struct
from guisu.ground.staff.domain import Scope


def connections(provider: Provider = Provider.WECOM) -> QuerySet[Connection]:
    """Those of one provider that are in use, in the order they were made."""
    return in_use().filter(provider=provider)


def in_use() -> QuerySet[Connection]:
    """Of all providers, in the order they were made."""
    return Connection.objects.filter(is_active=True).order_by("pk")


def of_one_holder(connection: Connection) -> QuerySet[Connection]:
    """All that share the provider's quotas with `connection`, itself and those out of use too."""
    holder = holder_of(connection.account)
    theirs = Q(account=holder) | Q(account__startswith=f"{holder}{WITHIN}")
    return Connection.objects.filter(theirs, provider=connection.provider).order_by("pk")


def first_connection() -> Connection:
    """The oldest to WeCom in use. Raises `NotConnected`."""
    found = connections().first()
    if found is None:
        raise NotConnected
    return found


def at_path(path: str) -> Connection | None:
    """The connection in use whose callbacks come to `path`; asked for by each of them."""
    table = Connection._meta.db_table
    found = Connection.objects.raw(
        f"SELECT * FROM {table} WHERE path = %s AND is_active",  # noqa: S608 - a name of ours
        [path],
    )
    return next(iter(found), None)


def entered(connection: Connection) -> dict[str, Any]:
    """What was entered, without secrets; nothing where no key opens it."""
    kind = adapter_of(connection).settings
    try:
        told = msgspec.to_builtins(opened_struct(kind, connection.sealed_settings))
    except SecretUnreadable:
        return {}
    return {name: value for name, value in told.items() if name not in kind.SECRETS}


def colleagues(connection: Connection) -> dict[str, Colleague]:
    """Everybody the channel has told of, by user id, those who left included."""
    return {one.userid: one for one in connection.colleagues.select_related("store")}


def at_work(scope: Scope) -> QuerySet[Colleague]:
    """Colleagues who may contact customers; staff of stores see those of their stores."""
    found = Colleague.objects.filter(may_contact=True, connection__is_active=True)
    if scope.stores is not None:
        found = found.filter(store__in=scope.stores)
    return found.select_related("connection", "store", "staff").order_by("name", "pk")


def every() -> QuerySet[Connection]:
    """Those out of use too."""
    return Connection.objects.order_by("-is_active", "pk")


@dataclass(frozen=True, slots=True)
class Called:
    """One call of a provider's over some time; `busiest` is the most in one minute."""

    call: str
    made: int = 0
    refused: int = 0
    over_limit: int = 0
    busiest: int = 0

    def plus(self, made: int, refused: int, over_limit: int) -> "Called":
        """With another minute."""
        return Called(
            self.call,
            self.made + made,
            self.refused + refused,
            self.over_limit + over_limit,
            max(self.busiest, made),
        )


def calls(connection: Connection, *, since: datetime) -> list[Called]:
    """What all of one holder asked of the provider, the most frequent first."""
    counted = CallCount.objects.filter(connection__in=of_one_holder(connection), minute__gte=since)
    told = counted.values_list("call", "minute").annotate(
        Sum("made"), Sum("refused"), Sum("over_limit")
    )
    found: dict[str, Called] = {}
    for call, _, *sums in told.order_by():
        found[call] = found.get(call, Called(call)).plus(*sums)
    return sorted(found.values(), key=lambda one: (-one.made, one.call))


def everybody(connection: Connection | None = None) -> QuerySet[Colleague]:
    """All colleagues, of one connection or of every, by name; those who left too."""
    people = Colleague.objects.order_by("name", "userid")
    return people if connection is None else people.filter(connection=connection)
