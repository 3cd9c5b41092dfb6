"""What an organisation enters to connect a provider: one typed value, sealed as a whole."""

from collections.abc import Mapping
from typing import ClassVar, Self

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Subclassed by each provider. A field that is added needs a default: values live for years.

    `SECRETS` are shown nowhere, and on a form an empty one keeps the one that is stored.
    `SENT_TO` names the fields that say to whom each is sent: a stored one goes nowhere else.
    """

    SECRETS: ClassVar[tuple[str, ...]] = ()
    SENT_TO: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # Whether each call names by their own addresses who is reached.
    names_receivers: ClassVar[bool] = False

    @property
    def account(self) -> str:
        """What the provider knows us by: the same is connected once. At most 200 letters."""
        raise NotImplementedError

    @property
    def server(self) -> str:
        """The host that is called."""
        raise NotImplementedError

    def checked(self) -> Self:
        """The same in normal form. Raises `BadConnection` where it cannot work."""
        raise NotImplementedError
