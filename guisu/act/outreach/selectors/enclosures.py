"""Pictures and files that messages hold."""

from django.db.models import QuerySet

from guisu.act.outreach.models import Enclosure
from guisu.ground.channels.port import Content
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop


def of(content: Content) -> QuerySet[Enclosure]:
    return Enclosure.objects.filter(digest__in=content.digests)


def one_of(content: Content, digest: str) -> Enclosure:
    """Raises `NotFound` for what `content` does not hold."""
    found = of(content).filter(digest=digest).first()
    if found is None:
        raise NotFound(what=gettext_noop("picture"))
    return found
