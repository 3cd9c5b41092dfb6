"""Who is one person: the components that standing merges (edges between rows) make.

The root of a component is its smallest row id. It depends on the edges alone, not on their
order, so racing merges come to the same person.
"""

from collections.abc import Iterable, Mapping

Edge = tuple[int, int]


class Forest:
    """Rows joined by edges, each edge in nearly no time."""

    def __init__(self, rows: Iterable[int]) -> None:
        self._parent = {row: row for row in rows}

    def root_of(self, row: int) -> int:
        parent = self._parent
        parent.setdefault(row, row)
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def join(self, first: int, second: int) -> bool:
        """False: they were one person already."""
        low, high = sorted((self.root_of(first), self.root_of(second)))
        self._parent[high] = low
        return low != high

    def roots(self) -> dict[int, int]:
        """Row -> root, for all rows."""
        return {row: self.root_of(row) for row in list(self._parent)}


def roots(rows: Iterable[int], edges: Iterable[Edge]) -> dict[int, int]:
    """Row -> root, for `rows` and the ends of `edges`."""
    forest = Forest(rows)
    for first, second in edges:
        forest.join(first, second)
    return forest.roots()


def persons(root_of: Mapping[int, int]) -> dict[int, list[int]]:
    """Root -> its rows, smallest first."""
    found: dict[int, list[int]] = {}
    for row in sorted(root_of):
        found.setdefault(root_of[row], []).append(row)
    return found
