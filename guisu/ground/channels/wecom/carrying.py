"""WeCom's carriers of what is handed over at once: app messages to colleagues, and welcomes.

Mass messages are asked for and confirmed by colleagues: see `sending`.
"""

from collections.abc import Iterator
from datetime import timedelta

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Carrier, Content, Limits, Link, Parcel, Problem, Step, Taken
from guisu.ground.channels.wecom import rendering
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.errors import SHOWN_TO_NOBODY, error_for
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.kernel.words import gettext_noop as _

APP = Limits(text_bytes=512, title_bytes=128, parts=1, part_bytes=0)
WELCOME = Limits(text_bytes=4_000, title_bytes=0, parts=9, part_bytes=0)


class AppCarrier(Carrier):
    """To a colleague, in the application's chat. What is too much for one, WeCom drops unsaid."""

    limits = APP
    # Told apart by WeCom for four hours; one is left for clocks and waiting.
    knows_repetitions = timedelta(hours=3)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, content: Content) -> list[Problem]:
        return list(_problems(content, APP))

    def carry(self, parcel: Parcel) -> Taken:
        connection, body = self._connection, rendering.app(parcel.content)
        agent_id = settings_of(connection).agent_id
        told = account_of(connection).tell(parcel.to[0], body, agent_id=agent_id)
        if told.invaliduser:
            raise error_for(SHOWN_TO_NOBODY, "message/send")
        return Taken(Step.HANDED_OVER, reference=told.msgid)


class WelcomeCarrier(Carrier):
    """To whom a welcome code is of: `to` is the code, good for one message and twenty seconds."""

    limits = WELCOME

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, content: Content) -> list[Problem]:
        return list(_problems(content, WELCOME))

    def carry(self, parcel: Parcel) -> Taken:
        body = rendering.welcome(parcel.content)
        account_of(self._connection).welcome(parcel.to[0], body)
        return Taken(Step.HANDED_OVER)


def _problems(content: Content, limits: Limits) -> Iterator[Problem]:
    if not (content.text.strip() or content.title.strip() or content.parts):
        yield Problem("wecom.nothing_to_say", _("Write a text, or attach something."))
    if len(content.text.encode()) > limits.text_bytes:
        words = _("The text is too long: WeCom takes about %(most)s Chinese characters.")
        yield Problem("wecom.text_too_long", words, {"most": limits.text_bytes // 3})
    if len(content.title.encode()) > limits.title_bytes:
        words = _("The title is too long: WeCom takes about %(most)s Chinese characters.")
        yield Problem("wecom.title_too_long", words, {"most": limits.title_bytes // 3})
    if len(content.parts) > limits.parts:
        words = _("At most %(most)s attachments go with one message.")
        yield Problem("wecom.too_many_parts", words, {"most": limits.parts})
    if any(not isinstance(each, Link) for each in content.parts):
        yield Problem("wecom.links_only", _("Of attachments, only links go with this message."))
