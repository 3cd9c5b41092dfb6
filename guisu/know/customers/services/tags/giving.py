"""Giving a tag to people and taking it, at once; and turning such a batch back exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F

from guisu.ground.database import rows
from guisu.ground.staff.models import Actor, Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.domain.refusals import TagIsArchived
from guisu.know.customers.models import Tag, TagBatch
from guisu.know.customers.services.tags import pieces

PEOPLE_A_PIECE = 1_000
Act = TagBatch.Act


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: people newly tagged (or untagged); id 0: nothing was to be done."""

    people: int
    batch_id: int


class Word(TypedDict):
    """Whose word a batch is (`source`: `staff:1`, `rule:4`, `key:7`, `import:3`), and why.

    `by` is who acts, and is audited; None: nobody in particular.
    """

    source: str
    why: str
    by: Actor | None
    at: datetime


def give(tag: Tag, people: Iterable[int], **word: Unpack[Word]) -> Outcome:
    """Give a tag to the persons of these rows; who has it on any row is left alone.

    A rule gives nothing that somebody took by hand. What a rule gave and somebody gives again is
    theirs from then on. People who were erased are passed over. Works in pieces, each a
    transaction of its own: cut off, it can be repeated. Raises `TagIsArchived`.
    """
    require_in_use(tag)
    return _at_once(tag, Act.GIVE, people, word)


def take(tag: Tag, people: Iterable[int], **word: Unpack[Word]) -> Outcome:
    """Take a tag from the persons of these rows, whichever row it is on.

    A rule takes only what it gave itself. As `give` in all else; archived tags can be taken.
    """
    return _at_once(tag, Act.TAKE, people, word)


def undo(batch: TagBatch, *, by: Staff, at: datetime) -> Outcome:
    """Turn back exactly what `batch` changed, and nothing that was changed again since.

    At any time, and once: an undone batch is left as it is. The undoing is a batch too.
    """
    made, is_new = undoing_of(batch, by=by, at=at)
    if not is_new:
        return Outcome(0, made.pk)
    return _in_pieces(made, pieces.rows_changed(batch), at=at, by=by)


def undoing_of(
    batch: TagBatch, *, by: Staff, at: datetime, state: TagBatch.State = TagBatch.State.DONE
) -> tuple[TagBatch, bool]:
    """The one batch that turns `batch` back, and whether it was made now, in `state`."""
    word = {"tag": batch.tag, "source": f"staff:{by.pk}", "by": by, "at": at}
    return TagBatch.objects.get_or_create(
        undoes=batch, defaults={"act": Act.UNDO, "state": state, **word}
    )


def _at_once(tag: Tag, act: TagBatch.Act, people: Iterable[int], word: Word) -> Outcome:
    by, at = word["by"], word["at"]
    wanted = sorted(set(people))
    if not wanted:
        return Outcome(0, 0)
    batch = TagBatch.objects.create(
        tag=tag,
        act=act,
        source=word["source"],
        why=word["why"][:200],
        by=by if isinstance(by, Staff) else None,
        at=at,
    )
    outcome = _in_pieces(batch, wanted, at=at, by=by)
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
