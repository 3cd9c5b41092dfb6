"""Changes of taggings as rows: what is held now, the history, the log, the warehouse."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from guisu.ground.database import rows
from guisu.ground.events.services import record_many
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain.tagging import Act, Change, Stand
from guisu.know.customers.facts import TagGiven, TagTaken
from guisu.know.customers.models import Tag, TagBatch, TagChange, Tagging, Withheld

TAGGING = ("customer_id", "tag_id", "batch_id", "given_at")
WITHHELD = ("customer_id", "tag_id", "batch_id")
CHANGE = ("batch_id", "tag_id", "customer_id", "act", "was_id", "was_at", "at")
KINDS = {Act.GIVEN: TagGiven, Act.TAKEN: TagTaken}


def write(batch: TagBatch, changes: Sequence[Change], *, at: datetime) -> None:
    """Bring `changes` into the tables, and append them to the history."""
    by_act: dict[Act, list[Change]] = {act: [] for act in Act}
    for change in changes:
        by_act[change.act].append(change)
    _give(batch, by_act[Act.GIVEN], at=at)
    held = Tagging.objects.filter(tag=batch.tag_id)
    held.filter(customer__in=_rows(by_act[Act.TAKEN])).delete()
    _hand_over(batch, [*by_act[Act.KEPT], *by_act[Act.LEFT]])
    withheld = [
        (change.row, batch.tag_id, _stands(batch, change).batch) for change in by_act[Act.WITHHELD]
    ]
    rows.insert(Withheld, WITHHELD, withheld)
    released = _rows(by_act[Act.RELEASED])
    Withheld.objects.filter(tag=batch.tag_id, customer__in=released).delete()
    _append(batch, changes, at=at)
    mark_changed("taggings", _rows(changes))


def tell(batch: TagBatch, tag: Tag, people: Mapping[Act, Collection[int]], *, at: datetime) -> None:
    """Append to the log who was given the tag and whom it was taken from: one event a person."""
    entries = []
    for act, ids in people.items():
        fact = KINDS[act](tag=tag.pk, name=tag.name, batch=batch.pk, told_by=batch.source)
        entries += [fact.entry(at, customer_id=pk, subject=f"tag:{tag.pk}") for pk in sorted(ids)]
    if entries:
        record_many(entries, at=at)


def _give(batch: TagBatch, changes: Sequence[Change], *, at: datetime) -> None:
    given = []
    for change in changes:
        stands = _stands(batch, change)
        given.append((change.row, batch.tag_id, stands.batch, rows.stored(stands.at or at)))
    rows.insert(Tagging, TAGGING, given)


def _hand_over(batch: TagBatch, changes: Sequence[Change]) -> None:
    """The same tagging, on the word of another batch."""
    to: dict[int, list[int]] = {}
    for change in changes:
        to.setdefault(_stands(batch, change).batch, []).append(change.row)
    for batch_id, row_ids in to.items():
        of_tag = Tagging.objects.filter(tag=batch.tag_id, customer__in=row_ids)
        of_tag.update(batch=batch_id)


def _append(batch: TagBatch, changes: Sequence[Change], *, at: datetime) -> None:
    rows.insert(
        TagChange,
        CHANGE,
        [
            (
                batch.pk,
                batch.tag_id,
                change.row,
                change.act.value,
                change.was.batch if change.was else None,
                rows.stored(change.was.at) if change.was and change.was.at else None,
                rows.stored(at),
            )
            for change in changes
        ],
    )


def _stands(batch: TagBatch, change: Change) -> Stand:
    """What stands behind the tagging after `change`."""
    return change.then or Stand(batch.pk, batch.source)


def _rows(changes: Sequence[Change]) -> list[int]:
    return [change.row for change in changes]
