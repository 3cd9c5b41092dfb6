"""Queries over many rows at once, in words of the ORM that each database reads quickly."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Func, Lookup, TextField

from guisu.ground.database import rows


class IsAmong(Lookup[Any]):
    """For `filter`: `column` is one of `wanted`, however many these are.

    The ORM's own `__in` makes a parameter of each and prepares it; SQLite takes 250,000 at most.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, column: str, wanted: Collection[int] | Collection[str]) -> None:
        super().__init__(F(column), wanted)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        is_one, given = rows.among(self.rhs)
        return f"{column} {is_one}", [*values, given]


class Milliseconds(Func):
    """An instant as text in UTC, cut to milliseconds, as `rows.milliseconds` writes it."""

    arity = 1
    output_field = TextField()

    def as_sql(self, *given: Any, **options: Any) -> Any:
        options["template"] = rows.milliseconds("%(expressions)s")
        return super().as_sql(*given, **options)
