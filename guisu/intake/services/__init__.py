"""What can be done with messages: accept a request, expand the spool, take a file's messages."""

from guisu.intake.services.acceptance import accept, key_for
from guisu.intake.services.expansion import expand
from guisu.intake.services.taking import Taken, take

__all__ = ["Taken", "accept", "expand", "key_for", "take"]
