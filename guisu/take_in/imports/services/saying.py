"""What a customer file says of people beside who they are: tags, and yes or no to marketing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from guisu.ground.kernel.text import search_key
from guisu.know.customers import services as customers
from guisu.know.customers.models import Consent, Tag, TagKind
from guisu.know.customers.services import Heard
from guisu.know.customers.services.tags import defining, giving
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.taking.units import Person

MARKETING = Consent.Purpose.MARKETING.value


def note(imported: Import, people: Sequence[Person], ids: Sequence[int], *, at: datetime) -> None:
    """Note it of the rows that the people came to (0: of nobody). Safe to repeat."""
    known = [(person, pk) for person, pk in zip(people, ids, strict=True) if pk]
    heard = [
        Heard(pk, channel, granted, person.said_at)
        for person, pk in known
        for channel, granted in person.consents.items()
    ]
    if heard:
        evidence, source = imported.file_name, imported.source
        customers.note_words(heard, purpose=MARKETING, evidence=evidence, source=source, at=at)
    tagged = defaultdict[str, set[int]](set)
    spelt: dict[str, str] = {}
    for person, pk in known:
        for name in person.tags:
            spelt.setdefault(search_key(name), name[: defining.LONGEST_NAME])
            tagged[search_key(name)].add(pk)
    for tag in _tags(spelt, at=at):
        source, why = imported.source, imported.file_name
        giving.give(tag, tagged[tag.key], source=source, why=why, by=None, at=at)


def _tags(spelt: dict[str, str], *, at: datetime) -> Iterable[Tag]:
    """The tags in use of these names; one that nobody has defined is made, of the basic kind.

    Of several kinds with one name the first made is meant; archived ones stay archived.
    """
    if not spelt:
        return []
    standing = list(Tag.objects.filter(key__in=spelt).order_by("-id"))
    found = {tag.key: tag for tag in standing if tag.archived_at is None}
    known = {tag.key for tag in standing}
    for key in spelt.keys() - known:
        found[key] = defining.define(by=None, at=at, name=spelt[key], kind=TagKind.BASIC)
    return found.values()
