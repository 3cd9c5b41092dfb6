"""Where something came from, in words: the key's name, the file, the colleague."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.act.acquisition import selectors as acquisition
from guisu.ground.database.paging import Rows
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.selectors import access_keys
from guisu.ground.staff.selectors import people as staff_people
from guisu.know.segments.selectors import tagging

# What channels of orders are called; a system's own word for one is shown as it is.
CHANNELS: dict[str, str | Promise] = {"shop": gettext_lazy("Online shop")}


def channel(name: str) -> str | Promise:
    """`shop` in words; what a system calls its own channels is shown as it is."""
    return CHANNELS.get(name, name)


def labels(sources: Iterable[str]) -> dict[str, str]:
    """`key:7` as the name of key 7, `staff:1` as the colleague, `rule:4` as the segment it tags.

    One query a kind, however many sources. What is not known is shown as it is.
    """
    wanted = set(sources)
    by_kind: dict[str, set[int]] = {}
    for source in wanted:
        kind, _colon, number = source.partition(":")
        if pk := row_id(number):
            by_kind.setdefault(kind, set()).add(pk)
    keys = _names(access_keys(), by_kind.get("key", set()))
    people = _names(staff_people(), by_kind.get("staff", set()))
    rules = tagging.names(by_kind["rule"]) if "rule" in by_kind else {}
    codes = acquisition.names(by_kind["code"]) if "code" in by_kind else {}
    named = {"key": keys, "staff": people, "code": codes}
    return {source: _label(source, named, rules) for source in wanted}


def _names(rows: Rows[Any], ids: set[int]) -> dict[int, str]:
    return dict(rows.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _label(source: str, named: dict[str, dict[int, str]], rules: dict[int, str]) -> str:
    kind, _colon, number = source.partition(":")
    pk = row_id(number)
    if kind == "import":
        return _("Import %(number)s") % {"number": number}
    if kind == "rule":
        return _("Rule: %(name)s") % {"name": rules.get(pk, number)}
    return "Guisu" if kind == "guisu" else named.get(kind, {}).get(pk, source)
