"""What greets: the message to a new customer, and the templates that groups greet with."""

from typing import Any

import msgspec

from practice.wire import content
from practice.wire.content import Text
from practice.wire.endpoint import AnyEndpoint, Call, Json, post
from practice.world import welcome
from practice.world.model.messages import Content, WelcomeTemplate
from practice.world.refusals import Code, Refused

MOST_TEMPLATES = 100
GROUP_TEXT_BYTES = 3_000


class Welcome(msgspec.Struct):
    welcome_code: str
    text: Text | None = None
    attachments: list[dict[str, Any]] = []


class NewTemplate(msgspec.Struct):
    text: Text | None = None
    image: dict[str, Any] | None = None
    link: dict[str, Any] | None = None
    miniprogram: dict[str, Any] | None = None
    file: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    agentid: int = 0
    notify: int = 1


class WholeTemplate(NewTemplate, kw_only=True):
    template_id: str


class OfTemplate(msgspec.Struct):
    template_id: str


def send(call: Call, asked: Welcome) -> Json:
    greeting = content.checked(call, asked.text, asked.attachments)
    welcome.send(call.world, asked.welcome_code, greeting, agent_id=call.app.agent_id, at=call.at)
    return {}


def add(call: Call, asked: NewTemplate) -> Json:
    if len(call.world.welcome_templates) >= MOST_TEMPLATES:
        raise Refused(Code.BAD_PARAMETER, "too many templates")
    template_id = call.world.ids.fresh("template")
    call.world.welcome_templates[template_id] = WelcomeTemplate(
        template_id, _content(call, asked), call.app.agent_id
    )
    return {"template_id": template_id}


def edit(call: Call, asked: WholeTemplate) -> Json:
    _find(call, asked.template_id).content = _content(call, asked)
    return {}


def detail(call: Call, asked: OfTemplate) -> Json:
    return dict(_find(call, asked.template_id).content)


def delete(call: Call, asked: OfTemplate) -> Json:
    del call.world.welcome_templates[_find(call, asked.template_id).template_id]
    return {}


def _content(call: Call, asked: NewTemplate) -> Content:
    """Text and one attachment: of several the first kind wins."""
    chosen = next((kind for kind in TEMPLATE_KINDS if getattr(asked, kind)), None)
    attachments = [{"msgtype": chosen, chosen: getattr(asked, chosen)}] if chosen else []
    checked = content.checked(call, asked.text, attachments, most_bytes=GROUP_TEXT_BYTES)
    told: Content = {"text": checked["text"]} if "text" in checked else {}
    return {**told, chosen: getattr(asked, chosen)} if chosen else told


def _find(call: Call, template_id: str) -> WelcomeTemplate:
    found = call.world.welcome_templates.get(template_id)
    if found is None or found.agent_id != call.app.agent_id:
        raise Refused(Code.NO_WELCOME_TEMPLATE, "invalid template_id")
    return found


TEMPLATE_KINDS = ("image", "link", "miniprogram", "file", "video")
PREFIX = "externalcontact/group_welcome_template/"
ENDPOINTS: list[AnyEndpoint] = [
    post("externalcontact/send_welcome_msg", Welcome, send),
    post(PREFIX + "add", NewTemplate, add),
    post(PREFIX + "edit", WholeTemplate, edit),
    post(PREFIX + "get", OfTemplate, detail),
    post(PREFIX + "del", OfTemplate, delete),
]
