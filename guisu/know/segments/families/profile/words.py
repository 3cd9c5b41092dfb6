"""Conditions on the profile in words."""

from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.know.segments.families.profile import struct as s
from guisu.know.segments.reading.names import Mentioned, Names, either, quoted
from guisu.know.segments.reading.stretches import reach, when
from guisu.know.segments.wording import GENDERS

WORDS = {
    "gender": gettext_lazy("gender"),
    "region": gettext_lazy("region"),
    "source": gettext_lazy("where from"),
}
WAYS = {
    "is": gettext_lazy("%(what)s is %(values)s"),
    "contains": gettext_lazy("%(what)s contains %(values)s"),
    "starts": gettext_lazy("%(what)s begins with %(values)s"),
    "known": gettext_lazy("%(what)s is known"),
}


def mentioned(_leaf: s.Own) -> Mentioned:
    return []


def sentence(leaf: s.Own, _names: Names) -> str:
    match leaf:
        case s.Attribute(name, way, values):
            shown = [str(GENDERS.get(each, each)) if name == "gender" else each for each in values]
            return str(WAYS[way]) % {"what": WORDS[name], "values": quoted(shown)}
        case s.Birthday(in_days):
            soon = _("has a birthday within %(days)s days") % {"days": in_days}
            return soon if in_days else _("has a birthday today")
        case s.BirthMonth(months):
            shown = [_("month %(number)s") % {"number": month} for month in months]
            return _("born in %(months)s") % {"months": either(shown)}
        case s.Age(years):
            return _("age: %(years)s") % {"years": reach(years, str)}
        case s.Seen(which, window):
            ends = {"first": _("first seen %(when)s"), "last": _("last seen %(when)s")}
            return ends[which] % {"when": when(window)}
        case _:
            assert_never(leaf)
