"""Whether what failed failed for want of room on the disk, or of the right to write there."""

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

# What a door may catch to ask `told`.
FAILURES = (DatabaseError, OSError)
NEEDED = 8 * 2**20  # bytes; a page of SQLite's log and an answer are far less
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# In the words of SQLite and PostgreSQL.
SAYS_FULL = ("database or disk is full", "No space left on device")
SAYS_CLOSED = ("readonly database", "unable to open database file", "read-only transaction")


class NoRoom(Refusal):
    code = "store.no_room"
    http_status = 503
    template = gettext_noop(
        "The disk of the server is full, so nothing was changed. Have some room made there, then "
        "do this once more."
    )


class NotWritable(Refusal):
    code = "store.not_writable"
    http_status = 503
    template = gettext_noop(
        "Guisu may not write to its folder on the server, so nothing was changed. Have the folder "
        "made writable, then do this once more."
    )


def told(error: BaseException) -> Refusal | None:
    """What to say of the error, if that is what it is or came from."""
    for each in _causes(error):
        number = each.errno if isinstance(each, OSError) else None
        said = str(each)
        if number in FULL or any(sign in said for sign in SAYS_FULL):
            return NoRoom()
        if number in CLOSED or any(sign in said for sign in SAYS_CLOSED):
            return NotWritable()
    return None


def tried(folder: Path) -> Refusal | None:
    """Try whether a few megabytes can be written to the folder now; nothing of them stays."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, NEEDED)
    except OSError as error:
        return told(error) or NotWritable()
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__
