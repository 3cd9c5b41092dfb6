"""The set-up code: who can read this machine's log may make the owner, and nobody else.

It follows from the signing key, so that all machines of a cluster print and take the same one;
it opens nothing once there is an owner.
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BYTES, GROUP = 10, 4


def code() -> str:
    """80 bits in groups of letters and digits: `ABCD-EFGH-IJKL-MNOP`."""
    digest = salted_hmac("console.setup.code", "owner", algorithm="sha256").digest()
    text = base64.b32encode(digest[:BYTES]).decode()
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def is_right(given: str) -> bool:
    """Whether `given` is the code, however its groups are written; always where none is asked."""
    if not settings.ASKS_SETUP_CODE:
        return True
    return constant_time_compare(_bare(given), _bare(code()))


def _bare(text: str) -> str:
    return "".join(text.upper().replace("-", " ").split())
