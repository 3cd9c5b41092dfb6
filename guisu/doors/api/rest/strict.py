"""What machines are told of their slips: names that mean nothing, with the nearest that does."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict

from guisu.ground.database import paging
from guisu.ground.database.paging import KeyPage, Row, Rows
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

UNKNOWN = "extra_forbidden"


class Told(Schema):
    """What a machine sends: a name that we do not read is refused, never passed over."""

    model_config = ConfigDict(extra="forbid")


class Wrong(Refusal):
    """Values of the request are wrong; nothing of it was taken."""

    code = "invalid"
    http_status = 422

    def problems(self) -> list[tuple[int, str, str]]:
        """(row, field, message); an empty message: that of the whole."""
        return [(0, str(self.data.get("name", "")), "")]


class UnknownName(Wrong):
    """`name` is no query of the address; `known` lists what is."""

    template = gettext_noop(
        "The address has no query %(name)s; the nearest it has: %(near)s. All: %(known)s."
    )


class BadCursor(Wrong):
    template = gettext_noop(
        "`after` is no key of a page: pass on what the page before told as `next`, unchanged."
    )


def require_known(request: HttpRequest, names: Sequence[str]) -> None:
    """Raise `UnknownName` for a query that no parameter of the operation is called."""
    for name in request.GET:
        if name not in names:
            known = ", ".join(names) or "–"
            raise UnknownName(name=name[:80], near=nearest(name, names) or "–", known=known)


def nearest(name: str, names: Sequence[str]) -> str:
    """The one of `names` that is most like it; empty where none is."""
    return next(iter(get_close_matches(name, names, n=1)), "")


def page(rows: Rows[Row], *, order: Sequence[str], after: str, size: int) -> KeyPage[Row]:
    """As `paging.page`; raises `BadCursor` where `after` is damaged, not to begin anew."""
    shown = paging.page(rows, order=order, after=after, size=size)
    if after and shown.is_first:
        raise BadCursor(name="after")
    return shown


def fields_of(*schemas: type[Schema]) -> list[str]:
    """Names that some schema of what is sent has."""
    return sorted({name for schema in schemas for name in schema.model_fields})


def said(error: dict[str, Any], names: Sequence[str]) -> str:
    """What is wrong with a value, in pydantic's words; of an unknown name, which is near."""
    if error["type"] != UNKNOWN:
        return str(error["msg"])
    near = nearest(str(error["loc"][-1]), names)
    return f"Unknown field; did you mean {near}?" if near else "Unknown field."
