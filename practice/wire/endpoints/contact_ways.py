"""「联系我」: codes that lead to members."""

import dataclasses
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from practice.wire.endpoint import AnyEndpoint, Call, Json, bounded, post, within_bytes
from practice.world import ways
from practice.world.figures import DAY
from practice.world.model.ways import MINI_PROGRAM, MULTI, QR_CODE, SINGLE, ContactWay
from practice.world.refusals import Code, Refused

MOST_SECONDS = 14 * DAY
LISTED_DAYS = 90
REMARK, STATE, TEXT_BYTES = 30, 30, 4_000

Seconds = Annotated[int, Meta(ge=1, le=MOST_SECONDS)]


class NewWay(msgspec.Struct):
    type: int
    scene: int
    style: int = 0
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    user: list[str] = []
    party: list[int] = []
    is_temp: bool = False
    expires_in: Seconds = 7 * DAY
    chat_expires_in: Seconds = DAY
    unionid: str = ""
    is_exclusive: bool = False
    mark_source: bool = True
    conclusions: dict[str, Any] = {}


class WayChange(msgspec.Struct):
    """What is not named stays; lists that are named replace."""

    config_id: str
    style: int | UnsetType = UNSET
    remark: str | UnsetType = UNSET
    skip_verify: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    user: list[str] | UnsetType = UNSET
    party: list[int] | UnsetType = UNSET
    expires_in: Seconds | UnsetType = UNSET
    chat_expires_in: Seconds | UnsetType = UNSET
    unionid: str | UnsetType = UNSET
    conclusions: dict[str, Any] | UnsetType = UNSET


class OfWay(msgspec.Struct):
    config_id: str


class WhichWays(msgspec.Struct):
    start_time: int | None = None
    end_time: int | None = None
    cursor: str = ""
    limit: int | None = None


FIELDS = {
    "style": "style",
    "remark": "remark",
    "skip_verify": "skips_verification",
    "state": "state",
    "user": "users",
    "party": "parties",
    "expires_in": "lives_seconds",
    "chat_expires_in": "chat_lives_seconds",
    "unionid": "union_id",
    "conclusions": "conclusions",
}


def add(call: Call, asked: NewWay) -> Json:
    if asked.type not in (SINGLE, MULTI):
        raise Refused(Code.BAD_WAY_KIND, "invalid type")
    if asked.scene not in (MINI_PROGRAM, QR_CODE):
        raise Refused(Code.BAD_WAY_SCENE, "invalid scene")
    way = ContactWay(
        config_id=call.world.ids.hexadecimal("way"),
        kind=asked.type,
        scene=asked.scene,
        agent_id=call.app.agent_id,
        created_at=call.at,
        is_temporary=asked.is_temp,
        is_exclusive=asked.is_exclusive,
    )
    _write(way, asked)
    _check(way)
    ways.add_contact_way(call.world, way)
    return {"config_id": way.config_id, **call.pictured(way)}


def detail(call: Call, asked: OfWay) -> Json:
    way = ways.contact_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    told: Json = {
        "config_id": way.config_id,
        "type": way.kind,
        "scene": way.scene,
        "is_temp": way.is_temporary,
        **{name: getattr(way, field) for name, field in FIELDS.items()},
    }
    return {"contact_way": {**told, **call.pictured(way)}}


def listed(call: Call, asked: WhichWays) -> Json:
    limit = bounded(asked.limit, usual=100, most=1_000)
    first = asked.start_time or call.at - LISTED_DAYS * DAY
    last = asked.end_time or call.at
    keys = [
        way.config_id
        for way in call.world.contact_ways.values()
        if way.agent_id == call.app.agent_id
        and not way.is_temporary
        and first <= way.created_at <= last
    ]
    question = f"list_contact_way:{asked.start_time}:{asked.end_time}"
    found, cursor = call.page(question, keys, cursor=asked.cursor, limit=limit)
    told = [{"config_id": key} for key in found if key in call.world.contact_ways]
    return {"contact_way": told, "next_cursor": cursor}


def update(call: Call, asked: WayChange) -> Json:
    """All or nothing: what is refused leaves the way as it was."""
    way = ways.contact_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    changed = dataclasses.replace(way)
    _write(changed, asked)
    _check(changed)
    ways.check_contact_way(call.world, changed)
    call.world.contact_ways[way.config_id] = changed
    return {}


def delete(call: Call, asked: OfWay) -> Json:
    ways.contact_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    del call.world.contact_ways[asked.config_id]
    return {}


def _write(way: ContactWay, asked: NewWay | WayChange) -> None:
    for name, field in FIELDS.items():
        value = getattr(asked, name)
        if value is not UNSET:
            setattr(way, field, value)


def _check(way: ContactWay) -> None:
    if len(way.state) > STATE or len(way.remark) > REMARK:
        raise Refused(Code.BAD_WAY_STATE, "state or remark too long")
    text = way.conclusions.get("text")
    if isinstance(text, dict):
        within_bytes(str(text.get("content", "")), TEXT_BYTES, "conclusion")


ENDPOINTS: list[AnyEndpoint] = [
    post("externalcontact/add_contact_way", NewWay, add),
    post("externalcontact/get_contact_way", OfWay, detail),
    post(
        "externalcontact/list_contact_way",
        WhichWays,
        listed,
        empty={"contact_way": [], "next_cursor": ""},
    ),
    post("externalcontact/update_contact_way", WayChange, update),
    post("externalcontact/del_contact_way", OfWay, delete),
]
