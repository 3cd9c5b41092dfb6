"""WeCom's carriers of what is handed over at once: app messages to colleagues, and welcomes.

Mass messages are asked for and confirmed by colleagues: see `asking`.
"""

from datetime import timedelta

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Carrier, Content, Parcel, Problem, Step, Taken
from guisu.ground.channels.wecom import contents, rendering
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.contents import Rules
from guisu.ground.channels.wecom.errors import SHOWN_TO_NOBODY, error_for
from guisu.ground.channels.wecom.settings import settings_of

APP, WELCOME = Rules(contents.APP, has_head=True), Rules(contents.WELCOME)


class AppCarrier(Carrier):
    """To a colleague, in the application's chat. What is too much for one, WeCom drops unsaid."""

    limits = contents.APP
    # Told apart by WeCom for four hours; one is left for clocks and waiting.
    knows_repetitions = timedelta(hours=3)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, content: Content) -> list[Problem]:
        return list(contents.problems(content, APP))

    def carry(self, parcel: Parcel) -> Taken:
        connection, body = self._connection, rendering.app(parcel.content)
        agent_id = settings_of(connection).agent_id
        told = account_of(connection).tell(parcel.to[0], body, agent_id=agent_id)
        if told.invaliduser:
            raise error_for(SHOWN_TO_NOBODY, "message/send")
        return Taken(Step.HANDED_OVER, reference=told.msgid)


class WelcomeCarrier(Carrier):
    """To whom a welcome code is of: `to` is the code, good for one message and twenty seconds."""

    limits = contents.WELCOME

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, content: Content) -> list[Problem]:
        return list(contents.problems(content, WELCOME))

    def carry(self, parcel: Parcel) -> Taken:
        body = rendering.message(parcel.content, rendering.nowhere)
        account_of(self._connection).welcome(parcel.to[0], body)
        return Taken(Step.HANDED_OVER)
