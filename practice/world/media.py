"""Uploaded files: temporary for three days, pictures with an address for ever."""

from practice.world.model.messages import Media
from practice.world.refusals import Code, Refused
from practice.world.state import World

LIFE_SECONDS = 3 * 86_400


def usable(world: World, media_id: str, *, at: float, purpose: str = "") -> Media:
    """The file, if it can be sent as `purpose`. Refuses 40007 unknown, too old, or for others."""
    found = world.media.get(media_id)
    if found is None or at - found.created_at > LIFE_SECONDS or found.attachment_for != purpose:
        raise Refused(Code.BAD_MEDIA, "invalid media_id")
    return found
