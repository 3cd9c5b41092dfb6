"""People as the pure evaluator takes them, read from the operational store: no delay."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from guisu.ground.kernel.instants import milliseconds
from guisu.know.customers.models import Customer
from guisu.know.segments.definition.conditions import Condition, leaves
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.reference.people import Moment, Person
from guisu.know.segments.wanted import Wanted

FACE = ("gender", "region", "source", "birthday_on", "first_seen_at", "last_seen_at")
Load = Callable[[Wanted], Mapping[int, object]]
LOADERS: Concern[Load] = Concern("loading", "load")


def persons(
    root_ids: Collection[int], conditions: Iterable[Condition], moment: Moment
) -> list[Person]:
    """The living among these roots; milliseconds throughout.

    Beside the face only what these conditions ask for is read, and the rest left empty.
    """
    faces = _faces(root_ids)
    asked = frozenset(leaf for condition in conditions for leaf in leaves(condition))
    wanted = Wanted(faces, _row_ids(faces), asked, moment)
    facts: dict[int, dict[type, Any]] = defaultdict(dict)
    for load in {LOADERS.of(leaf) for leaf in asked}:
        for root, known in load(wanted).items():
            facts[root][type(known)] = known
    return [replace(face, facts=facts[root]) for root, face in faces.items()]


def _faces(root_ids: Collection[int]) -> dict[int, Person]:
    roots = Customer.objects.filter(pk__in=root_ids, merged_into=None, erased_at=None)
    return {
        pk: Person(
            customer_id=pk,
            gender=gender,
            region=region,
            source=source,
            birthday_on=birthday_on,
            first_seen_at=milliseconds(first),
            last_seen_at=milliseconds(last),
        )
        for pk, gender, region, source, birthday_on, first, last in roots.values_list("pk", *FACE)
    }


def _row_ids(roots: Iterable[int]) -> dict[int, int]:
    """Root by row, for all rows of these people."""
    wanted = set(roots)
    merged = Customer.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into_id")
    return {pk: pk for pk in wanted} | {pk: root or pk for pk, root in merged}
