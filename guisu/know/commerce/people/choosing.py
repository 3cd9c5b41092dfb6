"""A question to the customers list, kept: a worker asks it again on behalf of who asked."""

from collections.abc import Iterable
from typing import Any

import msgspec

from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce.people.finding import find
from guisu.know.commerce.people.wanted import Wanted
from guisu.know.customers import selections
from guisu.know.customers.selections import Choice

KIND = "customers-list"


def choice(wanted: Wanted, sort: str, *, by: Staff) -> dict[str, Any]:
    """The question as JSON, for `customers.selections`."""
    asked = msgspec.to_builtins(wanted)
    return {selections.KIND: KIND, "wanted": asked, "sort": sort, "staff": by.pk}


def chosen(choice: Choice) -> Iterable[int]:
    """Ids of the living people who fit now, within what that member of staff sees now."""
    scope = scope_of(Staff.objects.get(pk=choice["staff"]))
    wanted = msgspec.convert(choice["wanted"], Wanted)
    living = find(scope, wanted, choice["sort"]).people.filter(erased_at=None)
    return living.order_by().values_list("pk", flat=True)
