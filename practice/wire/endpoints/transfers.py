"""Customers and groups handed on, on the job and after resigning."""

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, bounded, post
from practice.world import transfers
from practice.world.refusals import Code, Refused

MOST_CUSTOMERS, MOST_GROUPS = 100, 100
PAGE = 1_000


class Transfer(msgspec.Struct):
    handover_userid: str
    takeover_userid: str
    external_userid: list[str]
    transfer_success_msg: Annotated[str, Meta(max_length=200)] = ""


class WhichTransfers(msgspec.Struct):
    handover_userid: str
    takeover_userid: str
    cursor: str = ""


class PageOfUnassigned(msgspec.Struct):
    cursor: str = ""
    page_size: int | None = None


class GroupTransfer(msgspec.Struct):
    chat_id_list: list[str]
    new_owner: str


def customers(*, resigned: bool) -> Callable[[Call, Transfer], Json]:
    """Each customer has an errcode of its own; 0 is a beginning, not an end."""

    def started(call: Call, asked: Transfer) -> Json:
        at_most(asked.external_userid, MOST_CUSTOMERS, "customers")
        world = call.world
        handover = transfers.handover_staff(world, asked.handover_userid, resigned=resigned)
        takeover = transfers.takeover_staff(world, asked.takeover_userid)
        told: list[Json] = []
        for external_id in asked.external_userid:
            try:
                transfers.start(world, handover, takeover, external_id, at=call.at)
                told.append({"external_userid": external_id, "errcode": 0})
            except Refused as refused:
                told.append({"external_userid": external_id, "errcode": int(refused.code)})
        return {"customer": told}

    return started


def results(*, resigned: bool) -> Callable[[Call, WhichTransfers], Json]:
    def told(call: Call, asked: WhichTransfers) -> Json:
        found = {
            f"{number}": each
            for number, each in enumerate(call.world.transfers)
            if (each.handover, each.takeover) == (asked.handover_userid, asked.takeover_userid)
            and each.is_resigned is resigned
        }
        question = f"transfer_result:{resigned}:{asked.handover_userid}:{asked.takeover_userid}"
        keys, cursor = call.page(question, list(found), cursor=asked.cursor, limit=PAGE)
        rows = [
            {
                "external_userid": found[key].external_id,
                "status": int(found[key].status),
                "takeover_time": int(found[key].ended_at or 0),
            }
            for key in keys
        ]
        return {"customer": rows, "next_cursor": cursor}

    return told


def unassigned(call: Call, asked: PageOfUnassigned) -> Json:
    waiting = transfers.unassigned(call.world)
    limit = bounded(asked.page_size, usual=PAGE, most=PAGE)
    keys, cursor = call.page("unassigned", list(waiting), cursor=asked.cursor, limit=limit)
    rows = [
        {
            "handover_userid": pair.user_id,
            "external_userid": pair.external_id,
            "dimission_time": int(left_at),
        }
        for pair, left_at in (waiting[key] for key in keys if key in waiting)
    ]
    return {"info": rows, "is_last": not cursor, "next_cursor": cursor}


def groups(*, resigned: bool) -> Callable[[Call, GroupTransfer], Json]:
    """Only the groups that could not be given are told."""

    def given(call: Call, asked: GroupTransfer) -> Json:
        if not asked.chat_id_list:
            raise Refused(Code.EMPTY_PARAMETER, "chat_id_list is empty")
        at_most(asked.chat_id_list, MOST_GROUPS, "groups")
        owner = transfers.takeover_staff(call.world, asked.new_owner)
        failed: list[Json] = []
        for chat_id in asked.chat_id_list:
            try:
                transfers.give_group(call.world, chat_id, owner, resigned=resigned, at=call.at)
            except Refused as refused:
                failed.append(
                    {
                        "chat_id": chat_id,
                        "errcode": int(refused.code),
                        "errmsg": refused.hint,
                    }
                )
        return {"failed_chat_list": failed}

    return given


def _customers_of(asked: Transfer) -> str:
    return asked.takeover_userid


PREFIX = "externalcontact/"
NOBODY: Json = {"customer": []}
FAILED: Json = {"failed_chat_list": []}
ENDPOINTS: list[AnyEndpoint] = [
    post(
        PREFIX + "transfer_customer",
        Transfer,
        customers(resigned=False),
        empty=NOBODY,
        pair=_customers_of,
    ),
    post(PREFIX + "transfer_result", WhichTransfers, results(resigned=False), empty=NOBODY),
    post(PREFIX + "get_unassigned_list", PageOfUnassigned, unassigned, empty={"info": []}),
    post(
        PREFIX + "resigned/transfer_customer",
        Transfer,
        customers(resigned=True),
        empty=NOBODY,
        pair=_customers_of,
    ),
    post(PREFIX + "resigned/transfer_result", WhichTransfers, results(resigned=True), empty=NOBODY),
    post(PREFIX + "groupchat/transfer", GroupTransfer, groups(resigned=True), empty=FAILED),
    post(PREFIX + "groupchat/onjob_transfer", GroupTransfer, groups(resigned=False), empty=FAILED),
]
