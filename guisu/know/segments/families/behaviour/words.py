"""Conditions on events in words."""

from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.families.behaviour import struct as s
from guisu.know.segments.reading.names import Mentioned, Names, listed, quoted
from guisu.know.segments.reading.stretches import times, when

WAYS = {
    "is": gettext_lazy("%(what)s is %(values)s"),
    "is_not": gettext_lazy("%(what)s is not %(values)s"),
    "contains": gettext_lazy("%(what)s contains %(values)s"),
    "excludes": gettext_lazy("%(what)s does not contain %(values)s"),
    "at_least": gettext_lazy("%(what)s is at least %(values)s"),
    "at_most": gettext_lazy("%(what)s is at most %(values)s"),
    "true": gettext_lazy("%(what)s is yes"),
    "false": gettext_lazy("%(what)s is no"),
    "exists": gettext_lazy("%(what)s is there"),
    "missing": gettext_lazy("%(what)s is not there"),
}


def mentioned(_leaf: s.Own) -> Mentioned:
    return []


def sentence(leaf: s.Own, _names: Names) -> str:
    match leaf:
        case s.Did(event, number, window):
            told = {"when": when(window), "what": _happening(event), "times": times(number)}
            return _("%(when)s, %(what)s: %(times)s") % told
        case s.DidAt(event, which, window):
            told = {"what": _happening(event), "when": when(window)}
            ends = {
                "first": _("%(what)s for the first time %(when)s"),
                "last": _("%(what)s for the last time %(when)s"),
            }
            return ends[which] % told
        case s.DidThen(first, then, hours, window):
            told = {
                "when": when(window),
                "first": _happening(first),
                "then": _happening(then),
                "within": ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours},
            }
            return _("%(when)s, %(first)s and within %(within)s %(then)s") % told
        case _:
            return _in_rhythm(leaf)


def _in_rhythm(leaf: s.DidRegularly | s.Stopped | s.Resumed) -> str:
    what = _happening(leaf.event)
    match leaf:
        case s.DidRegularly(_event, every, least, periods):
            told = {"what": what, "every": every, "least": least, "periods": periods}
            return _(
                "%(what)s in %(least)s or more of the last %(periods)s times %(every)s days"
            ) % (told)
        case s.Stopped(_event, quiet, before):
            told = {"what": what, "quiet": quiet, "before": before}
            return _(
                "%(what)s in the %(before)s days before, but not in the last %(quiet)s days"
            ) % (told)
        case s.Resumed(_event, quiet, within):
            told = {"what": what, "quiet": quiet, "within": within}
            return _("%(what)s again in the last %(within)s days, after %(quiet)s days without") % (
                told
            )
        case _:
            assert_never(leaf)


def _happening(event: c.Happening) -> str:
    kind = _("“%(name)s”") % {"name": event.kind}
    tests = [_property(test) for test in event.where]
    if not tests:
        return kind
    return _("%(kind)s (%(tests)s)") % {"kind": kind, "tests": listed(tests)}


def _property(test: c.Property) -> str:
    values = quoted(value if isinstance(value, str) else f"{value:g}" for value in test.values)
    return str(WAYS[test.way]) % {"what": test.name, "values": values}
