"""The carrier of e-mail: one message to one address, handed over for good or not at all."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from guisu.ground.channels.domain import BadConnection
from guisu.ground.channels.email import session
from guisu.ground.channels.email.errors import NOT_SAYABLE
from guisu.ground.channels.email.rendering import message_id, rendered
from guisu.ground.channels.email.settings import ADDRESS, SmtpSettings, settings_of
from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    Budget,
    Card,
    Carrier,
    ChannelError,
    Content,
    CredentialsRefused,
    Limits,
    Parcel,
    Problem,
    Rejected,
    Step,
    Taken,
)
from guisu.ground.kernel.words import gettext_noop as _

# Mailboxes differ; this much passes the strictest of the large ones.
LIMITS = Limits(text_bytes=200_000, title_bytes=500, parts=10, part_bytes=7 * 1024 * 1024)
NO_MESSAGE = "of this no message can be made"
NO_ADDRESS = "this is no address that mail can be sent to"


class SmtpCarrier(Carrier):
    """SMTP knows no idempotency key and tells nothing afterwards: news comes as mail of its own."""

    limits = LIMITS

    def __init__(self, settings: SmtpSettings, gate: Gate | None = None) -> None:
        self._settings, self._gate = settings, gate or Gate()

    def check(self, content: Content) -> list[Problem]:
        return [*_of_subject(content.title), *_of_body(content)]

    def carry(self, parcel: Parcel) -> Taken:
        for problem in self.check(parcel.content):
            raise Rejected(problem.code)
        to, settings = parcel.to[0], self._usable()
        if not ADDRESS.fullmatch(to):
            raise Rejected(NO_ADDRESS)
        message = _rendered(parcel, settings)
        with session.conversation(settings, self._gate, to=(to,)) as server:
            session.name_sender(server, settings)
            session.hand_over(server, to, message)
        return Taken(Step.HANDED_OVER, reference=message_id(parcel, settings))

    def _usable(self) -> SmtpSettings:
        """Not every version of ours was strict about what it stored."""
        try:
            return self._settings.checked()
        except BadConnection as error:
            raise CredentialsRefused(NOT_SAYABLE) from error

    def budgets(self) -> Sequence[Budget]:
        return [Budget(f"smtp {self._settings.account}", self._settings.a_minute, 60)]


def _rendered(parcel: Parcel, settings: SmtpSettings) -> bytes:
    try:
        return rendered(parcel, settings, at=timezone.now())
    except ChannelError:
        raise
    except Exception as error:
        raise Rejected(NO_MESSAGE) from error


def _of_subject(title: str) -> Iterator[Problem]:
    if not title.strip():
        yield Problem("email.no_subject", _("An e-mail needs a subject."))
    if not title.isprintable():
        yield Problem("email.bad_subject", _("A subject is one line of text."))
    if len(title.encode()) > LIMITS.title_bytes:
        words = _("The subject is too long: an e-mail takes %(most)s bytes.")
        yield Problem("email.subject_too_long", words, {"most": LIMITS.title_bytes})


def _of_body(content: Content) -> Iterator[Problem]:
    if not content.text.strip():
        yield Problem("email.no_text", _("An e-mail needs a text."))
    if max(len(content.text.encode()), len(content.html.encode())) > LIMITS.text_bytes:
        words = _("The text is too long: an e-mail takes %(most)s bytes.")
        yield Problem("email.text_too_long", words, {"most": LIMITS.text_bytes})
    if len(content.parts) > LIMITS.parts:
        words = _("At most %(most)s attachments go with one e-mail.")
        yield Problem("email.too_many_parts", words, {"most": LIMITS.parts})
    if any(isinstance(each, Card) for each in content.parts):
        words = _("A mini-program card cannot be sent by e-mail: use a link.")
        yield Problem("email.card", words)


def carrier(connection: Connection) -> Carrier:
    """Raises `SecretUnreadable`."""
    return SmtpCarrier(settings_of(connection), Gate(connection.pk))
