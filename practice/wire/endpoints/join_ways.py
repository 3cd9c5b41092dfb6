"""「加入群聊」: codes that lead into groups."""

from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, post
from practice.world import ways
from practice.world.model.ways import MINI_PROGRAM, QR_CODE, JoinWay
from practice.world.refusals import Code, Refused


class NewWay(msgspec.Struct):
    scene: int
    chat_id_list: list[str]
    remark: Annotated[str, Meta(max_length=30)] = ""
    auto_create_room: int = 1
    room_base_name: Annotated[str, Meta(max_length=40)] = ""
    room_base_id: int = 1
    state: Annotated[str, Meta(max_length=30)] = ""
    mark_source: bool = True


class WholeWay(NewWay, kw_only=True):
    """All fields anew: what is not named falls back to what a new way has."""

    config_id: str


class OfWay(msgspec.Struct):
    config_id: str


def add(call: Call, asked: NewWay) -> Json:
    way = _way(call, asked, call.world.ids.hexadecimal("way"), created_at=call.at)
    ways.add_join_way(call.world, way)
    return {"config_id": way.config_id}


def detail(call: Call, asked: OfWay) -> Json:
    way = ways.join_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    told: Json = {
        "config_id": way.config_id,
        "scene": way.scene,
        "remark": way.remark,
        "auto_create_room": int(way.opens_groups),
        "room_base_name": way.base_name,
        "room_base_id": way.base_number,
        "chat_id_list": way.chat_ids,
        "state": way.state,
    }
    return {"join_way": {**told, **call.pictured(way)}}


def update(call: Call, asked: WholeWay) -> Json:
    old = ways.join_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    way = _way(call, asked, old.config_id, created_at=old.created_at)
    ways.check_join_way(call.world, way)
    call.world.join_ways[way.config_id] = way
    return {}


def delete(call: Call, asked: OfWay) -> Json:
    ways.join_way(call.world, asked.config_id, agent_id=call.app.agent_id)
    del call.world.join_ways[asked.config_id]
    return {}


def _way(call: Call, asked: NewWay, config_id: str, *, created_at: float) -> JoinWay:
    if asked.scene not in (MINI_PROGRAM, QR_CODE):
        raise Refused(Code.BAD_WAY_SCENE, "invalid scene")
    return JoinWay(
        config_id=config_id,
        scene=asked.scene,
        agent_id=call.app.agent_id,
        created_at=created_at,
        remark=asked.remark,
        opens_groups=bool(asked.auto_create_room),
        base_name=asked.room_base_name,
        base_number=asked.room_base_id,
        chat_ids=asked.chat_id_list,
        state=asked.state,
    )


PREFIX = "externalcontact/groupchat/"
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "add_join_way", NewWay, add),
    post(PREFIX + "get_join_way", OfWay, detail),
    post(PREFIX + "update_join_way", WholeWay, update),
    post(PREFIX + "del_join_way", OfWay, delete),
]
