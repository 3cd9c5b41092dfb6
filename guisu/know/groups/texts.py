"""What the columns of groups may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.warehouse.services import mark_changed
from guisu.know.groups.models import Group, Membership


def declare() -> None:
    texts.declare(
        Group,
        title=_("Groups"),
        others="name notice extra",
        never="chat_id member_version past_versions awaited_version",
        why="WeCom's numbers of the group",
        mended=lambda keys: mark_changed("groups", keys),
    )
    texts.declare(
        Membership,
        title=_("Nicknames in groups"),
        called="nickname",
        never="state",
        why="marks of codes of ours",
    )
