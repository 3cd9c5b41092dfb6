"""Events as the XML of https://developer.work.weixin.qq.com/document/path/92130."""

from practice.world.model.messages import Event, FieldValue

SUFFIX = "]]>"


def written(event: Event, *, corp_id: str) -> str:
    """The plaintext of one callback: text in CDATA, numbers bare."""
    head: dict[str, FieldValue] = {
        "ToUserName": corp_id,
        "FromUserName": "sys",
        "CreateTime": int(event.at),
        "MsgType": "event",
        "Event": event.kind,
    }
    body = {"ChangeType": event.change} if event.change else {}
    fields = {**head, **body, **event.fields}
    return "<xml>" + "".join(_element(name, value) for name, value in fields.items()) + "</xml>"


def enveloped(sealed: str, *, corp_id: str, agent_id: int) -> str:
    """The body that is posted."""
    return (
        f"<xml>{_element('ToUserName', corp_id)}{_element('AgentID', str(agent_id))}"
        f"{_element('Encrypt', sealed)}</xml>"
    )


def _element(name: str, value: FieldValue) -> str:
    return f"<{name}>{_inside(value)}</{name}>"


def _inside(value: FieldValue) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _cdata(value)
    return "".join(f"<Item>{_cdata(each)}</Item>" for each in value)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(SUFFIX, ']]]]><![CDATA[>')}]]>"
