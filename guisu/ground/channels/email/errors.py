"""What an SMTP server's answers mean. RFC 5321, section 4.2.1; RFC 3463 for the finer codes.

Told in our words and with the server's numbers: its texts repeat addresses.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum

from guisu.ground.channels.port import (
    ChannelError,
    CredentialsRefused,
    NoSuchAddress,
    OutcomeUnknown,
    Rejected,
    TryLater,
)

SOON, ONCE_EMPTIED = timedelta(minutes=1), timedelta(hours=1)
FINER = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
UNREACHABLE = "the mail server cannot be reached"
LOST = "the mail server gave no answer"
UNTRUSTED = "the mail server's certificate is not trusted"
NOT_OFFERED = "the mail server does not offer this"
NOT_SAYABLE = "what was entered cannot be said to a mail server"
NO = "refused by the mail server"
# No such mailbox, no such host, no address at all, moved, no mail there; put out of use.
NO_ADDRESS = {b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1"}
NO_MAILBOX = {550, 551, 553}
# A mailbox that is full, whichever way it is said: whoever reads there is to be written to later.
FULL, NO_ROOM = {b"4.2.2", b"5.2.2"}, {452, 552}
# An answer's first digit.
DONE, GO_ON, NEVER = 2, 3, 5
Kind = Callable[..., ChannelError]


class Call(StrEnum):
    """The steps of a conversation, as errors and logs name them."""

    CONNECT = "connect"
    GREET = "EHLO"
    ENCRYPT = "STARTTLS"
    SIGN_IN = "AUTH"
    SENDER = "MAIL FROM"
    RECEIVER = "RCPT TO"
    MESSAGE = "DATA"


def accepted(
    call: Call, told: tuple[int, bytes], *, by: int = DONE, final: Kind = Rejected
) -> None:
    """Nothing, where the answer begins with `by`; else raise what the no means."""
    code, answer = told
    if code // 100 != by:
        raise refused(call, code, answer, final=final)


def refused(call: Call, code: int, answer: bytes, *, final: Kind = Rejected) -> ChannelError:
    """What a no means: a 4yz may be repeated, a 5yz is `final`, save where a mailbox is full."""
    found = FINER.search(answer)
    finer = found[0] if found else b""
    words = f"{NO}, {finer.decode()}" if finer else NO
    if call is Call.RECEIVER and (finer in FULL or (not finer and code in NO_ROOM)):
        return TryLater(words, wait=ONCE_EMPTIED, code=code, call=call)
    if code // 100 == NEVER:
        is_gone = call is Call.RECEIVER and _is_no_address(code, finer)
        return (NoSuchAddress if is_gone else final)(words, code=code, call=call)
    return TryLater(words, wait=SOON, code=max(code, 0), call=call)


def _is_no_address(code: int, finer: bytes) -> bool:
    """Of a final no to a receiver: whether it is about them, and not about us or the message.

    Many servers give no finer code; what they refuse by policy they seldom refuse at this step.
    """
    return finer in NO_ADDRESS if finer else code in NO_MAILBOX


@contextmanager
def before_anything_was_said(call: Call) -> Iterator[None]:
    """Whatever breaks in here breaks before a message was given: nothing was taken.

    A final no is about us and no receiver: a person has to mend it.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise CredentialsRefused(UNTRUSTED, call=call) from error
    except smtplib.SMTPNotSupportedError as error:
        raise CredentialsRefused(NOT_OFFERED, call=call) from error
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        answer = answer if isinstance(answer, bytes) else answer.encode()
        raise refused(call, error.smtp_code, answer, final=CredentialsRefused) from error
    except ValueError as error:
        raise CredentialsRefused(NOT_SAYABLE, call=call) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(UNREACHABLE, wait=SOON, call=call) from error


@contextmanager
def while_it_was_said(call: Call) -> Iterator[None]:
    """From the first byte of a message until its answer: a lost line may have taken it along."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise OutcomeUnknown(LOST, call=call) from error
