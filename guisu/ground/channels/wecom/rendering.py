"""Contents as WeCom takes them: app messages to colleagues, welcomes to new contacts.

https://developer.work.weixin.qq.com/document/path/90236 (app messages), .../92137 (welcomes)
"""

from typing import Any

from guisu.ground.channels.port import Content, Link

Body = dict[str, Any]


def app(content: Content) -> Body:
    """A text card where there is a link to press, else plain text below its title."""
    links = [each for each in content.parts if isinstance(each, Link)]
    if content.title and links:
        card = {"title": content.title, "description": content.text, "url": links[0].url}
        return {"msgtype": "textcard", "textcard": card}
    told = "\n".join(filter(None, (content.title, content.text)))
    return {"msgtype": "text", "text": {"content": told}}


def welcome(content: Content) -> Body:
    attached = [_link(each) for each in content.parts if isinstance(each, Link)]
    told: Body = {"text": {"content": content.text}} if content.text.strip() else {}
    return told | ({"attachments": attached} if attached else {})


def _link(link: Link) -> Body:
    told = {"title": link.title, "url": link.url, "desc": link.description}
    return {"msgtype": "link", "link": {name: each for name, each in told.items() if each}}
