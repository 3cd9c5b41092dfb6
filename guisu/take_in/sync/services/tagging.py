"""The corp's tags, the tags here that stand for them, and who has which."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.account import Account
from guisu.ground.channels.wecom.forms import CorpTag as ToldTag
from guisu.ground.channels.wecom.forms import CorpTagGroup
from guisu.ground.database.retries import in_transaction
from guisu.ground.kernel.text import search_key
from guisu.know.customers.domain.refusals import TagExists, TagIsArchived
from guisu.know.customers.models import Tag, Tagging, TagKind
from guisu.know.customers.selectors.people import persons_of, rows_of_all
from guisu.know.customers.services import tags
from guisu.take_in.sync.domain import Count
from guisu.take_in.sync.models import CorpTag, Mirror, TagDrift, Tie

AT_ONCE, BATCH = 500, 100
LONGEST = 40
WHY = "WeCom"
Pairs = dict[str, set[int]]


def read(connection: Connection, account: Account, count: Count, *, at: datetime) -> None:
    """Bring in all tags of the corp; those that are no more are marked. Raises a `ChannelError`."""
    told = account.corp_tags()
    held = CorpTag.objects.filter(connection=connection).select_related("tag")
    known = {one.corp_tag_id: one for one in held}
    in_transaction(lambda: _follow_names(told, known, at=at))
    present: set[str] = set()
    for group in told:
        for tag in group.tag:
            present.add(tag.id)
            _bring(connection, known.get(tag.id), group, tag, at=at)
    gone = [one.pk for tag_id, one in known.items() if tag_id not in present]
    CorpTag.objects.filter(pk__in=gone, deleted_at=None).update(deleted_at=at)
    count.saw("tags", len(present))


def settle(connection: Connection, account: Account, *, at: datetime) -> bool:
    """Give and take the tags of ties that changed. False when there are none.

    Cut off anywhere, it can be repeated. Whoever loses a tag on one tie keeps it by another, and
    what somebody here gave by hand is not taken.
    """
    differing = Tie.objects.filter(connection=connection, tags_differ=True).order_by("pk")
    seen = dict(differing.values_list("pk", "tag_ids")[:AT_ONCE])
    if not seen:
        return False
    known = _known(connection, account, seen.values(), at=at)
    in_transaction(lambda: _settle(connection, seen, known, at=at))
    return True


def _settle(
    connection: Connection,
    seen: Mapping[int, Sequence[str]],
    known: Mapping[str, CorpTag],
    *,
    at: datetime,
) -> None:
    """Tags, and what the ties say of them, change together; ties told anew meanwhile wait.

    Otherwise a tie that went back to what was told before would hide a tag given in between.
    """
    held = Tie.objects.select_for_update().filter(pk__in=seen, tags_differ=True).order_by("pk")
    ties = [tie for tie in held if tie.tag_ids == seen[tie.pk]]
    given, taken = _changes(ties)
    # Taken first: two of the corp's tags may stand for one of ours.
    for tag_id in taken.keys() & known.keys():
        tag, row_ids = known[tag_id].tag, taken[tag_id]
        ids = {each for each, one in known.items() if one.tag_id == tag.pk}
        _take(connection, tag, row_ids - _still_tagged(ids, row_ids), at=at)
    for tag_id in given.keys() & known.keys():
        _give(connection, known[tag_id].tag, given[tag_id], at=at)
    _note_drift(ties, known, at=at)
    for tie in ties:
        tie.told_tag_ids, tie.tags_differ = tie.tag_ids, False
    Tie.objects.bulk_update(ties, ["told_tag_ids", "tags_differ"], batch_size=BATCH)


def _known(
    connection: Connection, account: Account, held_ids: Iterable[Sequence[str]], *, at: datetime
) -> dict[str, CorpTag]:
    """The corp's tags by id; asked for anew where a tie has one that nobody has told of."""
    wanted = {tag_id for ids in held_ids for tag_id in ids}
    held = CorpTag.objects.filter(connection=connection).select_related("tag")
    known = {one.corp_tag_id: one for one in held}
    if not wanted <= known.keys():
        read(connection, account, Count(), at=at)
        known = {one.corp_tag_id: one for one in held.all()}
    return known


def _changes(ties: Iterable[Tie]) -> tuple[Pairs, Pairs]:
    given: Pairs = defaultdict(set)
    taken: Pairs = defaultdict(set)
    for tie in ties:
        for tag_id in set(tie.tag_ids) - set(tie.told_tag_ids):
            given[tag_id].add(tie.customer_id)
        for tag_id in set(tie.told_tag_ids) - set(tie.tag_ids):
            taken[tag_id].add(tie.customer_id)
    return given, taken


def _note_drift(ties: Iterable[Tie], known: Mapping[str, CorpTag], *, at: datetime) -> None:
    """Note where a colleague took a tag that stays, having been given by hand; or put it back."""
    taken = {
        (tie.pk, known[tag_id]): tie.customer_id
        for tie in ties
        for tag_id in set(tie.told_tag_ids) - set(tie.tag_ids)
        if tag_id in known
    }
    person_of = persons_of(taken.values())
    tags = {corp_tag.tag_id for _, corp_tag in taken}
    rows = rows_of_all(set(person_of.values()))
    kept = Tagging.objects.filter(tag__in=tags, customer__in=rows)
    root = Coalesce("customer__merged_into", "customer")
    has = set(kept.values_list(root, "tag")) if taken else set()
    TagDrift.objects.bulk_create(
        [
            TagDrift(tie_id=tie_id, corp_tag=corp_tag, seen_at=at)
            for (tie_id, corp_tag), row in taken.items()
            if (person_of.get(row), corp_tag.tag_id) in has
        ],
        ignore_conflicts=True,
    )
    forget_drift({(tie.pk, tag_id) for tie in ties for tag_id in tie.tag_ids})


def forget_drift(pairs: Collection[tuple[int, str]]) -> None:
    """Forget what differed between ties and the corp's tags."""
    seen = TagDrift.objects.filter(tie__in={tie for tie, _ in pairs}).select_related("corp_tag")
    over = [one.pk for one in seen if (one.tie_id, one.corp_tag.corp_tag_id) in pairs]
    TagDrift.objects.filter(pk__in=over).delete()


def _give(connection: Connection, tag: Tag, row_ids: set[int], *, at: datetime) -> None:
    try:
        tags.give(tag, row_ids, source=connection.source, why=WHY, by=None, at=at)
    except TagIsArchived:
        return


def _take(connection: Connection, tag: Tag, row_ids: set[int], *, at: datetime) -> None:
    ours = Tagging.objects.filter(
        tag=tag, customer__in=row_ids, batch__source=connection.source
    ).values_list("customer_id", flat=True)
    tags.take(tag, list(ours), source=connection.source, why=WHY, by=None, at=at)


def _still_tagged(tag_ids: set[str], row_ids: set[int]) -> set[int]:
    """Rows with one of the tags on another living tie."""
    living = Tie.objects.filter(customer__in=row_ids, ended_at=None)
    held = living.values_list("customer_id", "tag_ids")
    return {row for row, ids in held if tag_ids & set(ids)}


def _bring(
    connection: Connection,
    known: CorpTag | None,
    group: CorpTagGroup,
    told: ToldTag,
    *,
    at: datetime,
) -> None:
    words = {
        "name": told.name[:120],
        "group_id": group.group_id,
        "group_name": group.group_name[:120],
        "deleted_at": None,
    }
    if known is None:
        with transaction.atomic():
            tag = _standing_for(connection, group.group_name, told, at=at)
            CorpTag.objects.get_or_create(
                connection=connection, corp_tag_id=told.id, defaults={**words, "tag": tag}
            )
    elif any(getattr(known, name) != value for name, value in words.items()):
        CorpTag.objects.filter(pk=known.pk).update(**words)


def _follow_names(
    told: Sequence[CorpTagGroup], known: Mapping[str, CorpTag], *, at: datetime
) -> None:
    """Rename tags here whose name was the corp's and has changed there.

    A tag that somebody here has named otherwise keeps that name. All at once, so that two which
    swap their names do so.
    """
    moved = {
        one.tag: (group.group_name, tag)
        for group in told
        for tag in group.tag
        if (one := known.get(tag.id)) and one.name != tag.name[:120] and _is_named_by(one)
    }
    kinds = {tag.kind for tag in moved}
    others = Tag.objects.filter(kind__in=kinds).exclude(pk__in=[tag.pk for tag in moved])
    taken = set(others.values_list("key", flat=True))
    named: dict[int, str] = {}
    for tag, (group_name, told_tag) in moved.items():
        names = _names(group_name, told_tag.name, told_tag.id)
        name = next((each for each in names if search_key(each) not in taken), tag.name)
        named[tag.pk] = name
        taken.add(search_key(name))
    tags.rename_all(named, by=None, at=at)


def _is_named_by(one: CorpTag) -> bool:
    """Whether the tag here is called as the corp's was, so that it follows."""
    names = _names(one.group_name, one.name, one.corp_tag_id)
    return one.deleted_at is None and one.tag.key in {search_key(name) for name in names}


def _names(group: str, name: str, corp_tag_id: str) -> list[str]:
    """What a tag here may be called for the corp's, the plainest first."""
    called = name.strip() or corp_tag_id
    ways = (called, f"{group}·{called}", f"{called[:30]} {corp_tag_id[-8:]}")
    return [each[:LONGEST] for each in ways]


def _standing_for(connection: Connection, group: str, told: ToldTag, *, at: datetime) -> Tag:
    """The tag here of that name, unless another of the corp's stands there; else a new one.

    Names are told apart by their group at WeCom, and by their kind alone here.
    """
    wanted = Mirror.objects.filter(connection=connection, group_name=group, name=told.name)
    if mirror := wanted.select_related("tag").first():
        return mirror.tag
    taken = CorpTag.objects.filter(connection=connection, deleted_at=None)
    for name in _names(group, told.name, told.id):
        tag = _called(name, group, at=at)
        if not taken.filter(tag=tag).exists():
            return tag
    raise ValueError(told.id)


def _called(name: str, group: str, *, at: datetime) -> Tag:
    """The tag of that name, made where there is none."""
    try:
        return tags.define(name=name, kind=TagKind.BASIC, group=group, by=None, at=at)
    except TagExists:
        return Tag.objects.get(kind=TagKind.BASIC, key=search_key(name))
