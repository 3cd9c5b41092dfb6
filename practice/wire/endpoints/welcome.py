"""The message that greets a new customer."""

from typing import Any

import msgspec

from practice.wire import content
from practice.wire.content import Text
from practice.wire.endpoint import AnyEndpoint, Call, Json, post
from practice.world import welcome


class Welcome(msgspec.Struct):
    welcome_code: str
    text: Text | None = None
    attachments: list[dict[str, Any]] = []


def send(call: Call, asked: Welcome) -> Json:
    greeting = content.checked(call, asked.text, asked.attachments)
    welcome.send(call.world, asked.welcome_code, greeting, agent_id=call.app.agent_id, at=call.at)
    return {}


ENDPOINTS: list[AnyEndpoint] = [post("externalcontact/send_welcome_msg", Welcome, send)]
