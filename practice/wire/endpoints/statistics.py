"""How much was talked, joined and added, by day and by owner."""

from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, post
from practice.world import counting, directory
from practice.world.counting import GroupCounts
from practice.world.figures import DAY, ContactDay, day_of
from practice.world.model.corp import Staff
from practice.world.refusals import Code, Refused

MOST_DAYS, KEPT_DAYS, MOST_USERS = 30, 180, 100
ORDERS = {1: "new_chat_cnt", 2: "chat_total", 3: "new_member_cnt", 4: "member_total"}


class Owners(msgspec.Struct):
    userid_list: list[str]


class OfOwners(msgspec.Struct):
    day_begin_time: int
    owner_filter: Owners
    day_end_time: int | None = None
    order_by: Annotated[int, Meta(ge=1, le=4)] = 1
    order_asc: int = 0
    offset: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 500


class OfDays(msgspec.Struct):
    day_begin_time: int
    owner_filter: Owners
    day_end_time: int | None = None


class OfUsers(msgspec.Struct):
    start_time: int
    end_time: int
    userid: list[str] = []
    partyid: list[int] = []


def of_owners(call: Call, asked: OfOwners) -> Json:
    span = _span(call, asked.day_begin_time, asked.day_end_time)
    items: list[Json] = [
        {"owner": owner, "data": _groups(counting.of_groups(call.world, [owner], span))}
        for owner in _owners(call, asked.owner_filter)
    ]
    key = ORDERS[asked.order_by]
    items.sort(key=lambda item: item["data"][key], reverse=not asked.order_asc)
    after = asked.offset + asked.limit
    return {
        "total": len(items),
        "next_offset": min(after, len(items)),
        "items": items[asked.offset : after],
    }


def by_day(call: Call, asked: OfDays) -> Json:
    owners = _owners(call, asked.owner_filter)
    span = _span(call, asked.day_begin_time, asked.day_end_time)
    items = [
        {"stat_time": day, "data": _groups(counting.of_groups(call.world, owners, [day]))}
        for day in span
    ]
    return {"items": items}


def behaviour(call: Call, asked: OfUsers) -> Json:
    """One row for each day, of all the members together."""
    at_most(asked.userid, MOST_USERS, "users")
    at_most(asked.partyid, MOST_USERS, "departments")
    if not asked.userid and not asked.partyid:
        raise Refused(Code.EMPTY_PARAMETER, "userid and partyid are empty")
    for user in asked.userid:
        directory.serving(call.world, call.app, user)
    staff = directory.members_of(call.world, asked.userid, asked.partyid)
    span = _span(call, asked.start_time, asked.end_time)
    users = [each.user_id for each in staff]
    rows = [_behaviour(day, counting.of_contacts(call.world, users, day)) for day in span]
    return {"behavior_data": rows}


def _owners(call: Call, asked: Owners) -> list[str]:
    at_most(asked.userid_list, MOST_USERS, "owners")
    found: list[Staff] = [
        directory.serving(call.world, call.app, each) for each in asked.userid_list
    ]
    return [each.user_id for each in found]


def _span(call: Call, first: int, last: int | None) -> list[int]:
    """The days asked for; without an end, the first one only."""
    end = first if last is None else last
    if not 0 <= end - first <= MOST_DAYS * DAY:
        raise Refused(Code.BAD_PARAMETER, "no more than 30 days")
    if first < day_of(call.at) - KEPT_DAYS * DAY:
        raise Refused(Code.BAD_PARAMETER, "no more than 180 days ago")
    return counting.days(first, end)


def _groups(counts: GroupCounts) -> Json:
    return {
        "new_chat_cnt": counts.new_groups,
        "chat_total": counts.total_groups,
        "chat_has_msg": counts.groups_talked_in,
        "new_member_cnt": counts.new_members,
        "member_total": counts.total_members,
        "member_has_msg": counts.members_who_talked,
        "msg_total": counts.messages,
        "migrate_trainee_chat_cnt": 0,
    }


def _behaviour(day: int, figures: ContactDay) -> Json:
    """Percentages of talks that customers began, times in minutes; absent where nobody began."""
    told: Json = {
        "stat_time": day,
        "chat_cnt": len(figures.chats),
        "message_cnt": figures.messages,
        "negative_feedback_cnt": figures.lost,
        "new_apply_cnt": figures.applied,
        "new_contact_cnt": figures.added,
    }
    if figures.opened_by_customer:
        share = 100 * figures.answered / len(figures.opened_by_customer)
        told["reply_percentage"] = round(share, 2)
    if figures.answered:
        told["avg_reply_time"] = round(figures.waits / figures.answered / 60)
    return told


PREFIX = "externalcontact/"
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "groupchat/statistic", OfOwners, of_owners, empty={"items": []}),
    post(PREFIX + "groupchat/statistic_group_by_day", OfDays, by_day, empty={"items": []}),
    post(PREFIX + "get_user_behavior_data", OfUsers, behaviour, empty={"behavior_data": []}),
]
