"""What can go wrong with a provider, whichever it is: every adapter raises these and no others."""

from datetime import timedelta
from typing import ClassVar

# The codes of ours that stand where a provider gave none; a provider's own are its numbers.
NOBODY_KNOWS = "nobody_knows"
REFUSED = "refused"


class ChannelError(Exception):
    """Raised only as one of those below. `code` is the provider's own, 0 where it gave none."""

    unnumbered: ClassVar[str] = REFUSED

    def __init__(self, message: str, *, code: int = 0, call: str = "") -> None:
        self.code, self.call = code, call
        told = f"{call}: {message}" if call else message
        super().__init__(f"{told} ({code})" if code else told)

    @property
    def outcome(self) -> dict[str, str]:
        """Columns of a row that owed the call: `code` decides; `error` is for whoever looks."""
        return {"code": str(self.code or self.unnumbered), "error": str(self)[:200]}


class Rejected(ChannelError):
    """The provider understood and says no: sending the same again is of no use."""


class NoSuchAddress(Rejected):
    """Nobody reads at this address, whatever is sent there: nothing is to be sent to it again."""


class TryLater(ChannelError):
    """Not taken; sending again after `wait` is safe."""

    unnumbered = "later"

    def __init__(self, message: str, *, wait: timedelta, code: int = 0, call: str = "") -> None:
        self.wait = wait
        super().__init__(message, code=code, call=call)


class OutcomeUnknown(ChannelError):
    """It may have been taken. Sending again risks a second copy: look first."""

    unnumbered = NOBODY_KNOWS


class CredentialsRefused(ChannelError):
    """The organisation's own keys, addresses or permissions are wrong: a person must mend them."""

    unnumbered = "credentials"
