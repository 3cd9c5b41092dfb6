"""Tags given and taken here, told to WeCom: a wish a tie, called by a loop.

Only tags that stand for one of the corp's are told. WeCom answers nobody's wishes in advance, and
telling it the same twice changes nothing: so a call whose outcome is unknown is made again.
https://developer.work.weixin.qq.com/document/path/92118
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from guisu.ground.channels import leaving
from guisu.ground.channels.port import ChannelError, CredentialsRefused, Rejected, TryLater
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.errors import NO_RELATION
from guisu.ground.events import facts
from guisu.ground.events.models import Event
from guisu.ground.jobs import owed
from guisu.ground.jobs.domain import wait_before
from guisu.know.customers.facts import OfTag, TagGiven, TagTaken
from guisu.know.customers.models import Tagging
from guisu.know.customers.selectors.people import persons_of, rows_of_all
from guisu.take_in.sync.domain import Count
from guisu.take_in.sync.facts import ContactAdded
from guisu.take_in.sync.models import CorpTag, Marking, TagDrift, Tie
from guisu.take_in.sync.services import tagging

KINDS = (TagGiven, TagTaken, ContactAdded)
# A wish of a month ago may contradict what people have said to each other since.
KEPT = timedelta(days=30)
UNTIL_MENDED = timedelta(minutes=10)
AT_ONCE = 500
State = Marking.State
# Tie -> the corp's tag -> whether it is to be on.
Wishes = dict[int, dict[str, bool]]


def follow(events: Sequence[Event]) -> None:
    """Owe what the log tells: tags given or taken here, and what a new contact brings along."""
    wishes: Wishes = defaultdict(dict)
    told = [(event.customer_id, facts.read(event)) for event in events]
    _of_people([(row, fact) for row, fact in told if isinstance(fact, OfTag)], wishes)
    _of_new_ties([row for row, fact in told if isinstance(fact, ContactAdded)], wishes)
    wish(wishes, at=timezone.now())


def wish(wishes: Mapping[int, Mapping[str, bool]], *, at: datetime) -> None:
    """Owe to each tie what is not so already; the later wish about a tag counts.

    In the caller's transaction, or one of its own.
    """
    with transaction.atomic():
        ties = {one.pk: one for one in Tie.objects.select_for_update().filter(pk__in=wishes)}
        held = {one.tie_id: one for one in Marking.objects.filter(tie__in=ties)}
        new: list[Marking] = []
        more: list[Marking] = []
        for pk, tags in wishes.items():
            if pk not in ties:
                continue
            marking = held.get(pk)
            is_open = marking is not None and marking.state == State.WAITING
            news = tags if is_open else _news(ties[pk], tags)
            if news:
                wished = _wished(marking or Marking(tie_id=pk), news, at=at)
                (new if marking is None else more).append(wished)
        Marking.objects.bulk_create(new)
        Marking.objects.bulk_update(
            more,
            ["on", "off", "turn", "state", "code", "tries", "due_at", "expires_at"],
            batch_size=100,
        )


def tell_tagged(corp_tag: CorpTag, *, at: datetime) -> int:
    """Owe the tag to everybody who was given it here; how many ties. Safe to repeat."""
    own = Tagging.objects.filter(tag=corp_tag.tag_id)
    own = own.exclude(batch__source=corp_tag.connection.source)
    last, count = 0, 0
    while people := list(
        own.filter(pk__gt=last).order_by("pk").values_list("pk", "customer")[:AT_ONCE]
    ):
        last = people[-1][0]
        living = _living(set(persons_of(row for _, row in people).values()))
        here = [tie for ties in living.values() for tie in ties]
        wishes = {
            tie.pk: {corp_tag.corp_tag_id: True}
            for tie in here
            if tie.connection_id == corp_tag.connection_id
        }
        wish(wishes, at=at)
        count += len(wishes)
    return count


def step() -> bool:
    """Tell WeCom what is owed to the tie that waits longest. False when there is none.

    Safe in several processes; told twice, nothing changes.
    """
    now = timezone.now()
    ready = Marking.objects.filter(tie__connection__in=leaving.speaking())
    marking = owed.take(ready.select_related("tie__connection", "tie__colleague"), at=now)
    if marking is None:
        return False
    tie = marking.tie
    if tie.ended_at is not None:
        Marking.objects.filter(pk=marking.pk, held_until=marking.held_until).delete()
        return True
    try:
        account = account_of(tie.connection)
        account.mark_tag(
            tie.colleague.userid, tie.external_userid, add=marking.on, remove=marking.off
        )
    except ChannelError as error:
        _refused(marking, error)
    else:
        _told(marking, at=timezone.now())
    return True


def tell_again(drift: QuerySet[TagDrift], *, at: datetime) -> int:
    """Owe WeCom the tags that colleagues took there; how many."""
    seen = list(drift.select_related("corp_tag")[:AT_ONCE])
    wishes: Wishes = defaultdict(dict)
    for one in seen:
        wishes[one.tie_id][one.corp_tag.corp_tag_id] = True
    with transaction.atomic():
        wish(wishes, at=at)
        TagDrift.objects.filter(pk__in=[one.pk for one in seen]).delete()
    return len(seen)


def try_again(refused: QuerySet[Marking], *, at: datetime) -> int:
    """Owe anew what WeCom refused; how many."""
    again = refused.filter(state__in=[State.FAILED, State.EXPIRED])
    return again.update(
        state=State.WAITING, code="", tries=0, due_at=at, expires_at=at + KEPT, turn=F("turn") + 1
    )


def _of_people(told: Sequence[tuple[int, OfTag]], wishes: Wishes) -> None:
    stands_for = _mirrored({fact.tag for _, fact in told})
    if not stands_for:
        return
    person_of = persons_of(row for row, _ in told)
    ties = _living(set(person_of.values()))
    taken: set[tuple[int, str]] = set()
    for row, fact in told:
        is_given = isinstance(fact, TagGiven)
        for tie in ties[person_of.get(row, 0)]:
            corp_tag = stands_for.get((tie.connection_id, fact.tag))
            if corp_tag is None:
                continue
            if not is_given:
                taken.add((tie.pk, corp_tag.corp_tag_id))
            if fact.told_by != tie.connection.source:
                wishes[tie.pk][corp_tag.corp_tag_id] = is_given
    tagging.forget_drift(taken)


def _of_new_ties(row_ids: Sequence[int], wishes: Wishes) -> None:
    """Whoever meets a colleague anew has the tags that were given here before."""
    people = set(persons_of(row_ids).values())
    own = Tagging.objects.filter(customer__in=rows_of_all(people))
    root = Coalesce("customer__merged_into", "customer")
    given = list(own.values_list(root, "tag", "batch__source"))
    stands_for = _mirrored({tag_id for _, tag_id, _ in given})
    ties = _living(people) if stands_for else {}
    for person, tag_id, source in given:
        for tie in ties.get(person, ()):
            corp_tag = stands_for.get((tie.connection_id, tag_id))
            if corp_tag is not None and source != tie.connection.source:
                wishes[tie.pk].setdefault(corp_tag.corp_tag_id, True)


def _mirrored(tag_ids: Collection[int]) -> dict[tuple[int, int], CorpTag]:
    """The corp's tag for each connection and tag of ours that has one; the oldest of several."""
    found = CorpTag.objects.filter(tag__in=tag_ids, deleted_at=None, connection__is_active=True)
    return {(one.connection_id, one.tag_id): one for one in found.order_by("-pk")}


def _living(people: Collection[int]) -> dict[int, list[Tie]]:
    """The ties of these persons (roots) that have not ended, by person."""
    found = Tie.objects.filter(customer__in=rows_of_all(people), ended_at=None)
    ties: dict[int, list[Tie]] = defaultdict(list)
    for tie in found.select_related("connection", "customer"):
        ties[tie.customer.merged_into_id or tie.customer_id].append(tie)
    return ties


def _news(tie: Tie, tags: Mapping[str, bool]) -> dict[str, bool]:
    """What of `tags` WeCom does not show already."""
    return {each: is_on for each, is_on in tags.items() if (each in tie.tag_ids) != is_on}


def _wished(marking: Marking, tags: Mapping[str, bool], *, at: datetime) -> Marking:
    """What is over is not wished for again: much may have changed since."""
    is_open = marking.state == State.WAITING
    on, off = (set(marking.on), set(marking.off)) if is_open else (set(), set())
    for each, is_on in tags.items():
        (on if is_on else off).add(each)
        (off if is_on else on).discard(each)
    marking.on, marking.off, marking.turn = sorted(on), sorted(off), marking.turn + 1
    marking.state, marking.code, marking.tries = State.WAITING, "", 0
    marking.due_at, marking.expires_at = at, at + KEPT
    return marking


def _told(marking: Marking, *, at: datetime) -> None:
    """WeCom tells nobody of what we do ourselves, so the tie is written too."""
    on, off = set(marking.on), set(marking.off)
    with transaction.atomic():
        tie = Tie.objects.select_for_update().get(pk=marking.tie_id)
        tie.tag_ids = sorted({*tie.tag_ids, *on} - off)
        tie.told_tag_ids = sorted({*tie.told_tag_ids, *on} - off)
        tie.tags_differ = tie.tag_ids != tie.told_tag_ids
        tie.seen_at = max(tie.seen_at, at)
        tie.save(update_fields=["tag_ids", "told_tag_ids", "tags_differ", "seen_at"])
        own = Marking.objects.filter(pk=marking.pk, held_until=marking.held_until)
        if not own.filter(turn=marking.turn).delete()[0]:
            owed.put_off(marking, until=at)


def _refused(marking: Marking, error: ChannelError) -> None:
    now, code = timezone.now(), error.outcome["code"]
    match error:
        case TryLater():
            owed.put_off(marking, until=now + max(error.wait, wait_before(marking.tries + 1)))
        case CredentialsRefused():
            owed.put_off(marking, until=now + UNTIL_MENDED, code=code)
        case Rejected() if error.code == NO_RELATION:
            # The two have parted, which a reading tells of.
            _end(marking, State.DROPPED, code=code)
        case Rejected() if _without_the_dead(marking):
            owed.put_off(marking, until=now)
        case Rejected():
            _end(marking, State.FAILED, code=code)
        case _:
            owed.put_off(marking, until=now + wait_before(marking.tries + 1), code=code)


def _end(marking: Marking, state: Marking.State, *, code: str) -> None:
    """Settle what was told; a wish that came meanwhile is told with the next call."""
    told = Marking.objects.filter(pk=marking.pk, held_until=marking.held_until, turn=marking.turn)
    if not told.update(state=state, code=code, held_until=None):
        owed.put_off(marking, until=timezone.now())


def _without_the_dead(marking: Marking) -> bool:
    """Take tags that the corp no longer has out of the wish; whether there were any."""
    connection = marking.tie.connection
    try:
        tagging.read(connection, account_of(connection), Count(), at=timezone.now())
    except ChannelError:
        return False
    known = CorpTag.objects.filter(connection=connection, deleted_at=None)
    living = set(known.values_list("corp_tag_id", flat=True))
    on, off = set(marking.on) & living, set(marking.off) & living
    if (len(on), len(off)) == (len(marking.on), len(marking.off)):
        return False
    own = Marking.objects.filter(pk=marking.pk, turn=marking.turn)
    if on or off:
        own.update(on=sorted(on), off=sorted(off))
    else:
        own.update(state=State.DROPPED, code="tag_gone")
    return True
