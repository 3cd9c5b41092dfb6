"""Groups, as conditions name them."""

from collections.abc import Collection

from guisu.ground.staff.domain import Permission, Scope
from guisu.know.groups import selectors
from guisu.know.groups.models import Group
from guisu.know.segments.pieces import Lookup
from guisu.know.segments.selectors.vocabulary import MOST, Offered


def _offered(scope: Scope) -> Offered:
    scope.require(Permission.EDIT_SEGMENTS)
    return [(str(group.pk), str(group)) for group in selectors.groups(scope)[:MOST]]


def _called(scope: Scope, text: str) -> list[int]:
    """By name, else all whose name contains the text."""
    living = selectors.groups(scope)
    named = living.filter(name__iexact=text) or living.filter(name__icontains=text)
    return [group.pk for group in named[:MOST]]


def _names(scope: Scope | None, ids: Collection[int]) -> dict[int, str]:
    """Of groups that are no more too, for conditions go on naming them."""
    found = Group.objects.filter(pk__in=ids)
    if scope is not None and scope.stores is not None:
        found = found.filter(store__in=scope.stores)
    return {group.pk: str(group) for group in found}


GROUPS = Lookup(_offered, _called, _names)
