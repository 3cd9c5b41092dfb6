"""What the columns of contact codes and greetings may say of people."""

from guisu.act.acquisition.models import ContactCode, Greeting, Welcome, WorkShift
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        ContactCode,
        title=_("Contact codes"),
        noted="trouble",
        others="name source room_name",
        never="state config_id address picture told why",
        why="marks and addresses that WeCom gave, and the code's picture",
    )
    texts.declare(WorkShift, never="days", why="days of the week")
    texts.declare(
        Welcome,
        title=_("Words for new contacts"),
        others="text attachments",
        never="state",
        why="marks of codes of ours",
    )
    texts.declare(
        Greeting,
        title=_("Greetings"),
        own="welcome_code external_userid",
        noted="error",
        never="code userid channel_state",
        why="outcomes, colleagues and marks of codes of ours",
    )
