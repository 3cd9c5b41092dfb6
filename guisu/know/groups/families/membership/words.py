"""Conditions on groups in words."""

from typing import assert_never

from django.utils.translation import gettext as _

from guisu.know.groups.families.membership import struct as s
from guisu.know.groups.families.membership.lookups import GROUPS
from guisu.know.segments.reading.names import Mentioned, Names
from guisu.know.segments.reading.stretches import when


def mentioned(leaf: s.Own) -> Mentioned:
    return [(GROUPS, leaf.groups)]


def sentence(leaf: s.Own, names: Names) -> str:
    groups = names.called(GROUPS, leaf.groups)
    match leaf:
        case s.InGroup():
            return _("in group %(names)s") % {"names": groups} if groups else _("in any group")
        case s.JoinedGroup(window):
            told = {"names": groups, "when": when(window)}
            joined = _("joined group %(names)s: %(when)s")
            return (joined if groups else _("joined a group: %(when)s")) % told
        case s.LeftGroup(window):
            told = {"names": groups, "when": when(window)}
            left = _("left group %(names)s and is not back: %(when)s")
            return (left if groups else _("left a group and is not back: %(when)s")) % told
        case _:
            assert_never(leaf)
