"""What this room tells the log: of groups, and of people in them."""

from typing import Annotated

from guisu.ground.events.facts import COLLEAGUE, Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _

GROUPS = "groups"


class OfGroup(Fact, frozen=True, kw_only=True):
    group: Annotated[int, about("The group.", unit="group", stays=True)]
    name: Annotated[str, about("What the group was called then.", title=_("Name"))]


class GroupDescribed(OfGroup, frozen=True, kw_only=True):
    """A group became known, or has another name or another owner."""

    kind = "group.described"
    done = Doing.OF_NOBODY
    called = _("Group described")
    said = _("The group is called %(name)s")

    owner: Annotated[int, about("Who owns it; 0: nobody of ours.", unit=COLLEAGUE)]


class InGroup(OfGroup, frozen=True, kw_only=True):
    done = Doing.BY_THEM
    changes = frozenset({GROUPS})

    store_id: Annotated[
        int | None,
        about("The store that the group belongs to, where it has one.", unit="store", stays=True),
    ] = None


class GroupJoined(InGroup, frozen=True, kw_only=True):
    """Somebody is in a group."""

    kind = "group.joined"
    called = _("Joined a group")
    said = _("Joined the group %(name)s")

    scene: Annotated[str, about("How they came in; empty: not told.", unit="way into a group")]


class GroupCodeTold(InGroup, frozen=True, kw_only=True):
    """By which code somebody joined: known some time after the joining."""

    kind = "group.code_told"
    done = Doing.TO_THEM
    called = _("Joined a group by a code")
    said = _("Joined the group %(name)s by a code")

    state: Annotated[str, about("The mark of the code that they came by.")]


class GroupLeft(InGroup, frozen=True, kw_only=True):
    """Somebody is in a group no longer."""

    kind = "group.left"
    called = _("Left a group")
    said = _("Left the group %(name)s")

    leaving: Annotated[str, about("How they left; empty: not told.", unit="way out of a group")]


class GroupPutOut(GroupLeft, frozen=True, kw_only=True):
    """Somebody was taken out of a group, or it was dismissed: nothing that they did themselves."""

    kind = "group.put_out"
    done = Doing.TO_THEM
    called = _("Taken out of a group")
    said = _("No longer in the group %(name)s, by no act of theirs")


KINDS = (GroupDescribed, GroupJoined, GroupCodeTold, GroupLeft, GroupPutOut)
