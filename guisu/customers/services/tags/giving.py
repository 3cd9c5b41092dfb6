"""Giving a tag to people and taking it, at once; and turning such a batch back exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from guisu.customers.domain.refusals import TagIsArchived
from guisu.customers.models import Tag, TagBatch
from guisu.customers.services.tags import pieces
from guisu.database import rows
from guisu.staff.models import Actor, Staff
from guisu.staff.services import audit

PEOPLE_A_PIECE = 1_000
Act = TagBatch.Act


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: people newly tagged (or untagged); id 0: nothing was to be done."""

    people: int
    batch_id: int


def give(
    tag: Tag,
    people: Iterable[int],
    *,
    source: str,
    why: str,
    by: Actor | None,
    at: datetime,
) -> Outcome:
    """Give a tag to the persons of these rows; who has it on any row is left alone.

    `source` is whose word it is: `staff:1`, `rule:4`, `key:7`, `import:3`. A rule gives nothing
    that somebody took by hand. What a rule gave and somebody gives again is theirs from then on.
    People who were erased are passed over. Works in pieces, each a transaction of its own: cut
    off, it can be repeated. Raises `TagIsArchived`.
    """
    told = {"source": source, "why": why, "by": by if isinstance(by, Staff) else None}
    return _at_once(TagBatch(tag=tag, act=Act.GIVE, at=at, **told), people, by=by)


def take(
    tag: Tag,
    people: Iterable[int],
    *,
    source: str,
    why: str,
    by: Actor | None,
    at: datetime,
) -> Outcome:
    """Take a tag from the persons of these rows, whichever row it is on.

    A rule takes only what it gave itself. As `give` in all else; archived tags can be taken.
    """
    told = {"source": source, "why": why, "by": by if isinstance(by, Staff) else None}
    return _at_once(TagBatch(tag=tag, act=Act.TAKE, at=at, **told), people, by=by)


def undo(batch: TagBatch, *, by: Staff, at: datetime) -> Outcome:
    """Turn back exactly what `batch` changed, and nothing that was changed again since.

    At any time, and once: an undone batch is left as it is. The undoing is a batch too.
    """
    made, is_new = TagBatch.objects.get_or_create(
        undoes=batch,
        defaults={
            "tag": batch.tag,
            "act": Act.UNDO,
            "source": f"staff:{by.pk}",
            "by": by,
            "at": at,
        },
    )
    if not is_new:
        return Outcome(0, made.pk)
    return _in_pieces(made, pieces.rows_changed(batch), at=at, by=by)


def _at_once(batch: TagBatch, people: Iterable[int], *, by: Actor | None) -> Outcome:
    if batch.act == Act.GIVE:
        require_in_use(batch.tag)
    wanted = sorted(set(people))
    if not wanted:
        return Outcome(0, 0)
    batch.why = batch.why[:200]
    batch.save()
    outcome = _in_pieces(batch, wanted, at=batch.at, by=by)
    if not batch.changes.exists():
        batch.delete()
        return Outcome(0, 0)
    return outcome


def require_in_use(tag: Tag) -> None:
    """Raise `TagIsArchived`, unless the tag may be given."""
    if tag.archived_at is not None:
        raise TagIsArchived(name=tag.name)


def _in_pieces(
    batch: TagBatch, people: Sequence[int], *, at: datetime, by: Actor | None
) -> Outcome:
    changed = 0
    for piece in rows.chunks(people, PEOPLE_A_PIECE):
        with transaction.atomic():
            count = pieces.settle(batch, piece, at=at)
            TagBatch.objects.filter(pk=batch.pk).update(
                people_done=F("people_done") + len(piece),
                people_changed=F("people_changed") + count,
            )
        changed += count
    with transaction.atomic():
        TagBatch.objects.filter(pk=batch.pk).update(people_total=len(people), ended_at=at)
        if by is not None and changed:
            note(batch, people, changed, by=by, at=at)
    batch.refresh_from_db()
    return Outcome(changed, batch.pk)


AUDITED: dict[str, str] = {Act.GIVE: "tag.given", Act.TAKE: "tag.taken", Act.UNDO: "tag.undone"}


def note(batch: TagBatch, people: Sequence[int], changed: int, *, by: Actor, at: datetime) -> None:
    """Say in the audit log what somebody did; of one person on that person's account."""
    told: dict[str, Any] = {"tag": batch.tag.name, "batch": batch.pk, "people": changed}
    subject = f"customer:{people[0]}" if len(people) == 1 else f"tag:{batch.tag_id}"
    audit(AUDITED[batch.act], subject=subject, by=by, at=at, after=told)
