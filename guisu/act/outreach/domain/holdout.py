"""Who gets nothing on purpose, so that what messages do can be measured."""

import hashlib

WHOLE = 10_000


def is_held_out(experiment: str, customer: int, *, share: int) -> bool:
    """Whether `customer` is among the `share` of 10,000 held out of `experiment`.

    The same on every machine and for ever, in no order with any other experiment; a share that
    grows only ever adds people.
    """
    seed = f"{len(experiment)}:{experiment}:{customer}".encode()
    drawn = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest(), "big")
    return drawn * WHOLE < share << 64
