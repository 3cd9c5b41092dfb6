"""Reading connections and colleagues."""

from django.db.models import QuerySet

from guisu.channels.models import Colleague, Connection
from guisu.staff.domain import Scope


def connections() -> QuerySet[Connection]:
    """Those in use, in the order they were made."""
    return Connection.objects.filter(is_active=True).order_by("pk")


def at_path(path: str) -> Connection | None:
    """The connection in use whose callbacks come to `path`."""
    return connections().filter(path=path).first()


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
