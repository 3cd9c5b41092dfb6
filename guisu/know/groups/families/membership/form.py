"""What conditions on groups are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.groups.families.membership import struct as s
from guisu.know.groups.families.membership.lookups import GROUPS
from guisu.know.segments.pieces import WHEN, Chosen, Entry, Menu, When

WHICH = Chosen("groups", _("of groups (any, if none)"), GROUPS)

MENU = Menu(
    _("Group chats"),
    place=35,
    entries=(
        Entry("in_group", _("Is in a group"), s.InGroup, (WHICH,)),
        Entry("joined_group", _("Joined a group"), s.JoinedGroup, (WHICH, When(optional=False))),
        Entry("left_group", _("Left a group"), s.LeftGroup, (WHICH, WHEN)),
    ),
)
