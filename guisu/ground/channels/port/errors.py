"""What can go wrong with a provider, whichever it is: every adapter raises these and no others."""

from datetime import timedelta


class ChannelError(Exception):
    """Raised only as one of those below. `code` is the provider's own, 0 where it gave none."""

    def __init__(self, message: str, *, code: int = 0, call: str = "") -> None:
        self.code, self.call = code, call
        told = f"{call}: {message}" if call else message
        super().__init__(f"{told} ({code})" if code else told)


class Rejected(ChannelError):
    """The provider understood and says no: sending the same again is of no use."""


class TryLater(ChannelError):
    """Not taken; sending again after `wait` is safe."""

    def __init__(self, message: str, *, wait: timedelta, code: int = 0, call: str = "") -> None:
        self.wait = wait
        super().__init__(message, code=code, call=call)


class OutcomeUnknown(ChannelError):
    """It may have been taken. Sending again risks a second copy: look first."""


class CredentialsRefused(ChannelError):
    """The organisation's own keys, addresses or permissions are wrong: a person must mend them."""
