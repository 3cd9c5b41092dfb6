"""What the columns of contacts and readings may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.take_in.sync.models import CorpTag, Marking, Mirror, Reading, Tie


def declare() -> None:
    texts.declare(
        Tie,
        title=_("Remarks on other contacts"),
        own="external_userid",
        called="remark description extra",
        never="state tag_ids told_tag_ids",
        why="marks of codes and tags of ours",
    )
    texts.declare(
        CorpTag,
        title=_("Tags in WeCom"),
        others="name group_name",
        never="corp_tag_id group_id",
        why="WeCom's numbers of tags",
    )
    texts.declare(
        Mirror, title=_("Tags in WeCom"), others="name group_name", never="code", why="an outcome"
    )
    texts.declare(Marking, never="code on off", why="an outcome and WeCom's numbers of tags")
    texts.declare(Reading, title=_("Full syncs"), noted="found drift troubles")
