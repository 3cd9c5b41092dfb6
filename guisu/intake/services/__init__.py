"""What can be done with messages: accept a request, expand the spool, take a file's messages."""

from guisu.intake.services.acceptance import accept, key_for

__all__ = ["accept", "key_for"]
