"""Making tags, changing what they are called, and putting them away."""

from collections.abc import Mapping
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from guisu.ground.database import editions
from guisu.ground.kernel.text import search_key
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain.refusals import TagExists, TagNeedsName
from guisu.know.customers.models import Tag, TagGroup

LONGEST_NAME = 40


class Details(TypedDict):
    """What may be said of a tag. `group`: the name of its heading, made where it is new."""

    group: NotRequired[str]
    description: NotRequired[str]
    colour: NotRequired[str]


class New(Details):
    """A tag that is made has a name and a kind."""

    name: str
    kind: str


class Told(Details):
    """Of a tag that there is, anything may be said anew."""

    name: NotRequired[str]
    kind: NotRequired[str]


def define(*, by: Staff | None, at: datetime, **told: Unpack[New]) -> Tag:
    """Make a tag. Names that differ in width or case only are the same name.

    Raises `TagExists` if its kind has one of that name, archived ones too, and `TagNeedsName`.
    """
    tag = Tag(created_at=at, created_by=by)
    return _save(tag, told, action="tag.defined", by=by, at=at)


def change(
    tag: Tag, *, by: Staff, at: datetime, seen: int | None = None, **told: Unpack[Told]
) -> Tag:
    """Rename a tag, describe it, move it. People keep it; what is written of the past stays.

    `seen` as `editions.turn` takes it. Raises `Stale`, `TagExists` and `TagNeedsName`.
    """
    with transaction.atomic():
        held = Tag.objects.select_for_update().get(pk=tag.pk)
        editions.turn(held, seen)
        return _save(held, told, action="tag.changed", by=by, at=at)


@transaction.atomic
def rename_all(named: Mapping[int, str], *, by: Staff | None, at: datetime) -> None:
    """Give tags, by their numbers, these names at once: two of them may swap theirs.

    Raises `TagExists` where a tag that is not among them has a name already, and `TagNeedsName`.
    """
    held = list(Tag.objects.select_for_update().filter(pk__in=named).order_by("pk"))
    for tag in held:
        # Out of each other's way: a name is once in its kind.
        Tag.objects.filter(pk=tag.pk).update(key=f"\x1f{tag.pk}")
    for tag in held:
        editions.turn(tag, None)
        _save(tag, {"name": named[tag.pk]}, action="tag.changed", by=by, at=at)


@transaction.atomic
def archive(tag: Tag, *, by: Staff, at: datetime) -> Tag:
    """Put a tag away: it is no longer offered nor given. Who had it is kept. Repeats harmless."""
    if Tag.objects.filter(pk=tag.pk, archived_at=None).update(archived_at=at, archived_by=by):
        audit("tag.archived", subject=f"tag:{tag.pk}", by=by, at=at, before={"name": tag.name})
        mark_changed("tags", [tag.pk])
    tag.refresh_from_db()
    return tag


@transaction.atomic
def restore(tag: Tag, *, by: Staff, at: datetime) -> Tag:
    """Bring a tag back, with everybody who had it. Repeats are harmless."""
    archived = Tag.objects.filter(pk=tag.pk, archived_at__isnull=False)
    if archived.update(archived_at=None, archived_by=None):
        audit("tag.restored", subject=f"tag:{tag.pk}", by=by, at=at, after={"name": tag.name})
        mark_changed("tags", [tag.pk])
    tag.refresh_from_db()
    return tag


def _save(tag: Tag, told: New | Told, *, action: str, by: Staff | None, at: datetime) -> Tag:
    before = _said(tag) if tag.pk else {}
    _tell(tag, told)
    try:
        with transaction.atomic():
            tag.group = _group(told["group"], tag.kind) if "group" in told else _own_group(tag)
            tag.save()
            subject = f"tag:{tag.pk}"
            audit(action, subject=subject, by=by, at=at, before=before, after=_said(tag))
            mark_changed("tags", [tag.pk])
    except IntegrityError as error:
        raise TagExists(name=tag.name) from error
    return tag


def _tell(tag: Tag, told: New | Told) -> None:
    tag.name = _tidy(told.get("name", tag.name))
    tag.key = search_key(tag.name)
    tag.kind = told.get("kind", tag.kind)
    tag.description = _tidy(told.get("description", tag.description))
    tag.colour = told.get("colour", tag.colour)
    if not tag.key or len(tag.name) > LONGEST_NAME:
        raise TagNeedsName


def _tidy(text: str) -> str:
    """As typed, full-width punctuation too: only keys are folded. Without what nobody sees."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _own_group(tag: Tag) -> TagGroup | None:
    """The tag's heading, which a tag that moves to another kind takes along by its name."""
    if tag.group is None or tag.group.kind == tag.kind:
        return tag.group
    return _group(tag.group.name, tag.kind)


def _group(name: str, kind: str) -> TagGroup | None:
    cleaned = _tidy(name)[:LONGEST_NAME]
    if not cleaned:
        return None
    named = {"name": cleaned}
    return TagGroup.objects.get_or_create(kind=kind, key=search_key(cleaned), defaults=named)[0]


def _said(tag: Tag) -> dict[str, str]:
    return {
        "name": tag.name,
        "kind": tag.kind,
        "group": tag.group.name if tag.group else "",
        "description": tag.description,
        "colour": tag.colour,
    }
