"""What is known of how one person stands to us."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relations:
    """Channels that know the person, stores, tags; `agreed`: (channel, purpose) of a yes."""

    channels: frozenset[str] = frozenset()
    stores: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    agreed: frozenset[tuple[str, str]] = frozenset()
