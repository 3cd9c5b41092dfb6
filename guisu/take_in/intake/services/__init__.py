"""What can be done with messages: accept a request, expand the spool, take a file's messages."""

from guisu.take_in.intake.services.acceptance import accept, key_for
from guisu.take_in.intake.services.expansion import expand
from guisu.take_in.intake.services.taking import Taken, take

__all__ = ["Taken", "accept", "expand", "key_for", "take"]
