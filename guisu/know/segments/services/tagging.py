"""Rules that tag: made, paused, ended by staff; applied when their segment has moved.

A rule is brought to what it asks for, and not along a list of what happened: so a second run, or
one after a kill, finds only what is still to be done. `customers.services.tags` keeps what people
said above what rules say.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.models import Tag
from guisu.know.customers.services import tags
from guisu.know.customers.services.tags.giving import require_in_use
from guisu.know.segments.domain.refusals import RuleExists
from guisu.know.segments.models import Crossing, Segment, TagRule
from guisu.know.segments.selectors import tagging as selectors


def make(segment: Segment, tag: Tag, mode: str, *, by: Staff, at: datetime) -> TagRule:
    """Have members of the segment tagged from now on, those who are in it already too. Audited.

    Raises `RuleExists` and `TagIsArchived`.
    """
    require_in_use(tag)
    try:
        with transaction.atomic():
            rule = TagRule.objects.create(
                segment=segment, tag=tag, mode=mode, made_at=at, made_by=by
            )
            told = {"segment": segment.name, "tag": tag.name, "mode": mode}
            audit("tagrule.made", subject=f"tag:{tag.pk}", by=by, at=at, after=told)
    except IntegrityError as error:
        raise RuleExists(segment=segment.name, tag=tag.name) from error
    return rule


@transaction.atomic
def pause(rule: TagRule, *, by: Staff, at: datetime) -> None:
    """Neither give nor take until `resume`; who has the tag keeps it. Repeats harmless."""
    if TagRule.objects.filter(pk=rule.pk, paused_at=None, ended_at=None).update(paused_at=at):
        _note("tagrule.paused", rule, by=by, at=at)


@transaction.atomic
def resume(rule: TagRule, *, by: Staff, at: datetime) -> None:
    """Go on, and catch up with what happened to the segment meanwhile. Repeats harmless."""
    paused = TagRule.objects.filter(pk=rule.pk, paused_at__isnull=False, ended_at=None)
    if paused.update(paused_at=None, seen_count=None):
        _note("tagrule.resumed", rule, by=by, at=at)


def end(rule: TagRule, *, take_back: bool, by: Staff, at: datetime) -> int:
    """End the rule for good; with `take_back` take what it gave and nobody confirmed.

    The number of people it was taken from. Repeats are harmless. Audited.
    """
    with transaction.atomic():
        if TagRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=at):
            _note("tagrule.ended", rule, by=by, at=at)
    if not take_back:
        return 0
    return _take(rule, selectors.given_by(rule), at=at)


def follow() -> bool:
    """One step for the loop: bring one rule to how its segment stands. True when there was one."""
    waiting = selectors.with_something_to_do() if selectors.any_at_work() else []
    if not waiting:
        return False
    apply(waiting[0], at=timezone.now())
    return True


def apply(rule: TagRule, *, at: datetime) -> int:
    """Give and take what the rule asks for now; how many people it changed.

    Safe to repeat and to run twice at once.
    """
    segment = Segment.objects.get(pk=rule.segment_id)
    latest = Crossing.objects.filter(segment=segment).order_by("-at", "-pk").first()
    given = tags.give(
        rule.tag,
        selectors.to_give(rule),
        source=rule.source,
        why=segment.name,
        by=None,
        at=at,
    ).people
    is_while = rule.mode == TagRule.Mode.WHILE
    taken = _take(rule, selectors.to_take(rule), at=at) if is_while else 0
    TagRule.objects.filter(pk=rule.pk).update(
        seen_count=segment.counted_at, seen_crossing=latest.pk if latest else 0, applied_at=at
    )
    return given + taken


def _take(rule: TagRule, row_ids: list[int], *, at: datetime) -> int:
    why = rule.segment.name
    return tags.take(rule.tag, row_ids, source=rule.source, why=why, by=None, at=at).people


def _note(action: str, rule: TagRule, *, by: Staff, at: datetime) -> None:
    told = {"segment": rule.segment.name, "tag": rule.tag.name}
    audit(action, subject=f"tag:{rule.tag_id}", by=by, at=at, after=told)
