"""The dimension tables. Rooms above register theirs in `apps.py`; people come first."""

from guisu.ground.warehouse.domain import PEOPLE, Dimension

_registered: dict[str, Dimension] = {}


def register(dimension: Dimension) -> None:
    """Have the loader keep this table; registering a name again replaces it."""
    _registered[dimension.table.name] = dimension


def registered() -> list[Dimension]:
    """All dimensions, customers first: the roots of the others' rows are taken from there."""
    return sorted(_registered.values(), key=lambda each: each.table.name != PEOPLE)
