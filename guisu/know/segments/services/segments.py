"""Making segments, and changing what they ask; every version stays."""

from datetime import datetime

from django.db import IntegrityError, transaction

from guisu.ground.database import editions
from guisu.ground.jobs import naming
from guisu.ground.jobs.backend import once
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.text import search_key
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.ground.warehouse import services as warehouse
from guisu.know.segments.definition import storing
from guisu.know.segments.definition.conditions import Condition
from guisu.know.segments.models import Member, Segment, SegmentVersion
from guisu.know.segments.selectors import segments

# By its name, as the lease table holds it: tasks stand above services.
TASK = "segments.refresh_segments"


class NoName(Refusal):
    code = "segments.no_name"
    http_status = 422
    template = gettext_noop("Give the segment a name.")


class NameInUse(Refusal):
    code = "segments.name_in_use"
    template = gettext_noop("Another segment is called %(name)s.")


class StillNamed(Refusal):
    """Other segments ask for its members."""

    code = "segments.still_named"
    template = gettext_noop("These segments are made with it: %(names)s. Change them first.")


def create(
    name: str, condition: Condition, *, description: str = "", by: Staff, at: datetime
) -> Segment:
    """A segment, to be counted at once. Audited.

    Raises `NoName`, `NameInUse`, `FaultyCondition`, and what opening the condition refuses.
    """
    text = _sound(condition)
    name = _name(name)
    try:
        with transaction.atomic():
            made = Segment.objects.create(
                name=name,
                name_key=search_key(name),
                description=_written(description),
                definition=text,
                made_at=at,
                made_by=by,
                changed_at=at,
            )
            _keep_version(made, by=by, at=at)
            told = {"name": name, "definition": text}
            audit("segment.made", subject=f"segment:{made.pk}", by=by, at=at, after=told)
            _put_to_work(condition, at=at)
    except IntegrityError as error:
        raise NameInUse(name=name) from error
    return made


def change(  # noqa: PLR0913 - one more: the edition that was seen
    segment: Segment,
    *,
    name: str,
    condition: Condition,
    description: str = "",
    by: Staff,
    at: datetime,
    seen: int | None = None,
) -> Segment:
    """Rename, describe or redefine; a new condition is a new version, counted at once. Audited.

    Raises as `create` does, and `Stale` (`seen` as `editions.turn` takes it).
    """
    text, name = _sound(condition, own=segment.pk), _name(name)
    try:
        with transaction.atomic():
            row = Segment.objects.select_for_update().get(pk=segment.pk)
            editions.turn(row, seen)
            before = {"name": row.name, "definition": row.definition}
            is_new = row.definition != text
            row.name, row.name_key, row.description = name, search_key(name), _written(description)
            row.definition, row.changed_at = text, at
            row.version += is_new
            row.save()
            if is_new:
                _keep_version(row, by=by, at=at)
                _put_to_work(condition, at=at)
            after = {"name": name, "definition": text}
            if before != after:
                subject = f"segment:{row.pk}"
                audit("segment.changed", subject=subject, by=by, at=at, before=before, after=after)
    except IntegrityError as error:
        raise NameInUse(name=name) from error
    return row


@transaction.atomic
def archive(segment: Segment, *, by: Staff, at: datetime) -> None:
    """Stop counting it and let its members go; its history stays. Audited; repeats harmless.

    Raises `StillNamed`.
    """
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if row.archived_at is not None:
        return
    if others := segments.naming(row.pk):
        raise StillNamed(names=", ".join(each.name for each in others))
    row.archived_at, row.counted_version, row.size = at, 0, 0
    row.save(update_fields=["archived_at", "counted_version", "size"])
    Member.objects.filter(segment=row).delete()
    audit("segment.archived", subject=f"segment:{row.pk}", by=by, at=at)


def restore(segment: Segment, *, by: Staff, at: datetime) -> None:
    """Count it again. Audited; repeats harmless. Raises `NameInUse`, and as opening refuses."""
    condition = storing.read(segment.definition)
    _sound(condition, own=segment.pk)
    try:
        with transaction.atomic():
            archived = Segment.objects.filter(pk=segment.pk, archived_at__isnull=False)
            if archived.update(archived_at=None, changed_at=at):
                audit("segment.restored", subject=f"segment:{segment.pk}", by=by, at=at)
                _put_to_work(condition, at=at)
    except IntegrityError as error:
        raise NameInUse(name=segment.name) from error


def _sound(condition: Condition, *, own: int = 0) -> str:
    segments.opened(storing.sound(condition), own=own)
    return storing.text(condition)


def _name(name: str) -> str:
    written = _written(name)
    if not search_key(written):
        raise NoName
    return written[:80]


def _written(text: str) -> str:
    """As it was typed, full-width signs and all, in one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _keep_version(segment: Segment, *, by: Staff, at: datetime) -> None:
    SegmentVersion.objects.create(
        segment=segment,
        number=segment.version,
        definition=segment.definition,
        made_at=at,
        made_by=by,
    )


def _put_to_work(condition: Condition, *, at: datetime) -> None:
    warehouse.ask_for(segments.asked_properties(condition), at=at)
    once(naming.find(TASK), key=TASK).enqueue()
