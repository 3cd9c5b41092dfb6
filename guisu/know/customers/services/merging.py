"""Joining rows into one person, and giving them back."""

from datetime import datetime

from django.db import transaction

from guisu.ground.events.services import record
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.domain import AlreadyErased, AlreadyUndone, SamePerson
from guisu.know.customers.facts import CustomerUnmerged
from guisu.know.customers.models import Customer, Merge, MergeSuggestion
from guisu.know.customers.services import forest


@transaction.atomic
def merge(
    first: Customer,
    second: Customer,
    *,
    by: Staff | None,
    at: datetime,
    reason: Merge.Reason = Merge.Reason.BY_HAND,
    evidence: str = "",
) -> Merge:
    """Declare two rows, and all that is joined to them, one person.

    Nothing moves: events, orders, consent and identities stay with the row they came to.
    Raises `SamePerson` if they are joined already, `AlreadyErased` if one has been erased.
    """
    forest.lock()
    if any(row.erased_at for row in forest.rows_with([first.pk, second.pk])):
        raise AlreadyErased
    union = forest.Union(first.pk, second.pk, reason, evidence, at)
    made = forest.join([union], by=by, at=at)
    if not made:
        raise SamePerson
    return made[0]


@transaction.atomic
def undo_merge(merge: Merge, *, by: Staff | None, at: datetime) -> None:
    """Take one edge back; rows still joined by other edges stay together.

    Raises `AlreadyUndone` the second time. A rule that would join the two again only suggests it.
    """
    forest.lock()
    held = forest.rows_with([merge.first_id, merge.second_id])
    standing = Merge.objects.filter(pk=merge.pk, undone_at=None)
    if not standing.update(undone_at=at, undone_by=by):
        raise AlreadyUndone
    root_of = forest.replant(held)
    told = {"merge": merge.pk, "first": merge.first_id, "second": merge.second_id}
    root = root_of[merge.first_id]
    audit("customer.unmerged", subject=f"customer:{root}", by=by, at=at, before=told)
    fact = CustomerUnmerged(
        merge=merge.pk,
        first=merge.first_id,
        second=merge.second_id,
        other_root=root_of[merge.second_id],
    )
    record(fact, at=at, customer_id=root, subject=f"customer:{merge.second_id}")


@transaction.atomic
def settle_suggestion(
    suggestion: MergeSuggestion, *, same: bool, by: Staff, at: datetime
) -> Merge | None:
    """Answer a suggestion: join the two, or note that they are two people.

    Answering again changes nothing; joining two that are one person already only notes it.
    """
    states = MergeSuggestion.State
    open_ones = MergeSuggestion.objects.filter(pk=suggestion.pk, state=states.OPEN)
    state = states.MERGED if same else states.DISMISSED
    if not open_ones.update(state=state, settled_at=at, settled_by=by):
        return None
    told = {"first": suggestion.first_id, "second": suggestion.second_id}
    if same:
        try:
            with transaction.atomic():
                return merge(
                    suggestion.first, suggestion.second, by=by, at=at, evidence=suggestion.evidence
                )
        except SamePerson:
            return None
    subject = f"customer:{suggestion.first_id}"
    audit("customer.suggestion_dismissed", subject=subject, by=by, at=at, after=told)
    return None


@transaction.atomic
def reopen_suggestion(suggestion: MergeSuggestion, *, by: Staff, at: datetime) -> None:
    """Take an answer back: the suggestion waits again, and what it joined is separated.

    Of an open suggestion nothing is changed, so repeats are harmless.
    """
    states = MergeSuggestion.State
    settled = MergeSuggestion.objects.filter(pk=suggestion.pk).exclude(state=states.OPEN)
    if not settled.update(state=states.OPEN, settled_at=None, settled_by=None):
        return
    pair = {"first": suggestion.first_id, "second": suggestion.second_id}
    ours = Merge.objects.filter(**pair, evidence=suggestion.evidence, undone_at=None)
    for merge_made in ours:
        undo_merge(merge_made, by=by, at=at)
    subject = f"customer:{suggestion.first_id}"
    audit("customer.suggestion_reopened", subject=subject, by=by, at=at, after=pair)
