"""Contents as WeCom takes them, and as its lists tell them.

https://developer.work.weixin.qq.com/document/path/90236 (app messages), .../92137 (welcomes),
.../92135 (mass messages), .../95094 (moments)
"""

from collections.abc import Callable, Mapping
from typing import Any

from guisu.ground.channels.port import Card, Content, File, Link, Part, Picture

Body = dict[str, Any]
# The id there of the file with a digest, by what kind it is uploaded as, and its name.
IdOf = Callable[[str, str, str], str]
IMAGE, FILE = "image", "file"


def app(content: Content) -> Body:
    """A text card where there is a link to press, else plain text below its title."""
    links = [each for each in content.parts if isinstance(each, Link)]
    if content.title and links:
        card = {"title": content.title, "description": content.text, "url": links[0].url}
        return {"msgtype": "textcard", "textcard": card}
    told = "\n".join(filter(None, (content.title, content.text)))
    return {"msgtype": "text", "text": {"content": told}}


def message(content: Content, id_of: IdOf) -> Body:
    """Text and attachments, as welcomes, mass messages and moments hold them."""
    told: Body = {"text": {"content": content.text}} if content.text.strip() else {}
    attached = [_attached(each, id_of) for each in content.parts]
    return told | ({"attachments": attached} if attached else {})


def files(content: Content) -> list[tuple[str, str, str]]:
    """Digest, kind and name of each file that has to be there before."""
    found: list[tuple[str, str, str]] = []

    def note(digest: str, kind: str, name: str) -> str:
        found.append((digest, kind, name))
        return ""

    message(content, note)
    return found


def is_same(ours: Content, theirs: Mapping[str, Any]) -> bool:
    """Whether a listed message is what we asked for, as far as a list tells.

    Files go under other ids there, so of attachments kinds and words are compared.
    """
    return _words(message(ours, nowhere)) == _words(theirs)


def nowhere(_digest: str, _kind: str, _name: str) -> str:
    """An `IdOf` where files do not matter."""
    return ""


def _attached(part: Part, id_of: IdOf) -> Body:
    match part:
        case Picture():
            return {"msgtype": "image", "image": {"media_id": id_of(part.digest, IMAGE, part.name)}}
        case File():
            return {"msgtype": "file", "file": {"media_id": id_of(part.digest, FILE, part.name)}}
        case Link():
            told = {"title": part.title, "url": part.url, "desc": part.description}
            body = {name: each for name, each in told.items() if each}
            if part.picture:
                body["media_id"] = id_of(part.picture, IMAGE, "")
            return {"msgtype": "link", "link": body}
        case Card():
            body = {"title": part.title, "appid": part.app_id, "page": part.page}
            body["pic_media_id"] = id_of(part.picture, IMAGE, "")
            return {"msgtype": "miniprogram", "miniprogram": body}


def _words(told: Mapping[str, Any]) -> tuple[str, list[tuple[str, str, str]]]:
    text = str((told.get("text") or {}).get("content", ""))
    attached = [_named(each) for each in told.get("attachments") or []]
    return text.strip(), attached


def _named(told: Mapping[str, Any]) -> tuple[str, str, str]:
    kind = str(told.get("msgtype", ""))
    body = told.get(kind) or {}
    return kind, str(body.get("title", "")), str(body.get("url", "") or body.get("appid", ""))
