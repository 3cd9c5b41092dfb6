"""What is wrong with a mailbox: one step of a conversation after the other, and no message sent."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from guisu.ground.channels.email import session
from guisu.ground.channels.email.settings import SmtpSettings, settings_of
from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, Finding, State
from guisu.ground.channels.safe import SecretUnreadable


class Check(StrEnum):
    """In the order in which they are looked at."""

    SEALED = "sealed"
    REACHED = "reached"
    ENCRYPTED = "encrypted"
    SIGNED_IN = "signed_in"
    SENDER = "sender"


def examine(connection: Connection, *, at: datetime, heard_at: datetime | None) -> list[Finding]:
    """Every check; what could not be looked at is `UNKNOWN`."""
    found = {each.check: each for each in _found(connection)}
    return [found.get(check, Finding(check, State.UNKNOWN)) for check in Check]


def _found(connection: Connection) -> Iterator[Finding]:
    try:
        settings = settings_of(connection)
    except SecretUnreadable:
        yield Finding(Check.SEALED, State.BAD)
        return
    yield Finding(Check.SEALED, State.GOOD)
    yield from _conversed(settings, Gate(connection.pk))


def _conversed(settings: SmtpSettings, gate: Gate) -> Iterator[Finding]:
    """As far as the server goes along."""
    steps = iter(list(Check)[1:])
    looked_at = next(steps)
    try:
        with session.connected(settings, gate) as server:
            for step in (session.encrypt, session.sign_in, session.name_sender):
                yield Finding(looked_at, State.GOOD)
                looked_at = next(steps)
                step(server, settings)
            yield Finding(looked_at, State.GOOD)
    except ChannelError as error:
        yield Finding(looked_at, State.BAD, error.code, error.call)
