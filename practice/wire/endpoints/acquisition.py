"""获客助手: links that add members."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, Nothing, bounded, get, post
from practice.world import directory, links
from practice.world.figures import DAY
from practice.world.model.links import Link, Won
from practice.world.refusals import Code, Refused

MOST_STAFF = 500
MOST_DAYS, KEPT_DAYS = 30, 180


class Range(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class NewLink(msgspec.Struct):
    link_name: Annotated[str, Meta(min_length=1, max_length=30)]
    range: Range
    skip_verify: bool = True
    priority_option: dict[str, Any] | None = None
    mark_source: bool = True


class LinkChange(msgspec.Struct):
    link_id: str
    link_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = None
    range: Range | None = None
    skip_verify: bool | None = None


class OfLink(msgspec.Struct):
    link_id: str


class PageOfLinks(msgspec.Struct):
    limit: int | None = None
    cursor: str = ""


class PageOfCustomers(msgspec.Struct):
    link_id: str
    limit: int | None = None
    cursor: str = ""


class Between(msgspec.Struct):
    link_id: str
    start_time: int
    end_time: int


def create(call: Call, asked: NewLink) -> Json:
    _check(call, asked.range)
    made = Link(
        link_id=call.world.ids.fresh("link"),
        name=asked.link_name,
        agent_id=call.app.agent_id,
        created_at=call.at,
        users=asked.range.user_list,
        departments=asked.range.department_list,
        skips_verification=asked.skip_verify,
    )
    call.world.links[made.link_id] = made
    return {"link": _told(made)}


def detail(call: Call, asked: OfLink) -> Json:
    found = _find(call, asked.link_id)
    return {
        "link": _told(found),
        "range": {"user_list": found.users, "department_list": found.departments},
        "skip_verify": found.skips_verification,
    }


def listed(call: Call, asked: PageOfLinks) -> Json:
    limit = bounded(asked.limit, usual=100, most=100)
    own = [each.link_id for each in call.world.links.values() if each.agent_id == call.app.agent_id]
    keys, cursor = call.page("list_link", own, cursor=asked.cursor, limit=limit)
    return {"link_id_list": list(keys), "next_cursor": cursor}


def update(call: Call, asked: LinkChange) -> Json:
    """A range replaces the whole range."""
    found = _find(call, asked.link_id)
    if asked.range is not None:
        _check(call, asked.range)
        found.users, found.departments = asked.range.user_list, asked.range.department_list
    if asked.link_name is not None:
        found.name = asked.link_name
    if asked.skip_verify is not None:
        found.skips_verification = asked.skip_verify
    return {}


def delete(call: Call, asked: OfLink) -> Json:
    del call.world.links[_find(call, asked.link_id).link_id]
    return {}


def customers(call: Call, asked: PageOfCustomers) -> Json:
    found = _find(call, asked.link_id)
    limit = bounded(asked.limit, usual=100, most=1_000)
    question = f"link_customers:{asked.link_id}"
    keys, cursor = call.page(question, list(found.won), cursor=asked.cursor, limit=limit)
    return {"customer_list": [_won(found.won[key]) for key in keys], "next_cursor": cursor}


def statistic(call: Call, asked: Between) -> Json:
    if not 0 <= asked.end_time - asked.start_time <= MOST_DAYS * DAY:
        raise Refused(Code.BAD_PARAMETER, "no more than 30 days")
    if asked.start_time < call.at - KEPT_DAYS * DAY:
        raise Refused(Code.BAD_PARAMETER, "no more than 180 days ago")
    found = _find(call, asked.link_id)
    first, last = asked.start_time, asked.end_time + DAY
    return {
        "click_link_customer_cnt": sum(first <= each < last for each in found.clicks),
        "new_customer_cnt": sum(first <= each.at < last for each in found.won.values()),
    }


def quota(call: Call, asked: Nothing) -> Json:
    corp = call.world.corp
    return {"total": corp.acquisition_total, "balance": corp.acquisition_balance, "quota_list": []}


def _find(call: Call, link_id: str) -> Link:
    return links.link(call.world, link_id, agent_id=call.app.agent_id)


def _check(call: Call, asked: Range) -> None:
    for user in asked.user_list:
        directory.serving(call.world, call.app, user)
    count = len(directory.members_of(call.world, asked.user_list, asked.department_list))
    if not 1 <= count <= MOST_STAFF:
        raise Refused(Code.BAD_PARAMETER, "a link takes 1 to 500 members")


def _told(found: Link) -> Json:
    return {
        "link_id": found.link_id,
        "link_name": found.name,
        "url": found.url,
        "create_time": int(found.created_at),
        "skip_verify": found.skips_verification,
    }


def _won(won: Won) -> Json:
    return {
        "external_userid": won.external_id,
        "userid": won.user_id,
        "chat_status": int(won.has_talked),
        "state": won.state,
    }


PREFIX = "externalcontact/customer_acquisition/"
QUOTA = "externalcontact/customer_acquisition_quota"
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "list_link", PageOfLinks, listed, empty={"link_id_list": []}),
    post(PREFIX + "get", OfLink, detail),
    post(PREFIX + "create_link", NewLink, create),
    post(PREFIX + "update_link", LinkChange, update),
    post(PREFIX + "delete_link", OfLink, delete),
    post(PREFIX + "customer", PageOfCustomers, customers, empty={"customer_list": []}),
    post(PREFIX + "statistic", Between, statistic),
    get(QUOTA, Nothing, quota, empty={"quota_list": []}),
]
