"""The picture of a code, as WeCom draws it: what is printed has to be exactly that."""

import logging
from urllib.parse import urlsplit

import httpx

from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom import wire
from guisu.ground.channels.wecom.settings import settings_of

logger = logging.getLogger("guisu.codes")
HOSTS = (".qpic.cn", ".weixin.qq.com")
MOST_BYTES = 500_000
SECONDS = 10.0
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def fetched(connection: Connection, address: str) -> bytes:
    """The picture at `address`; empty where there is none to be had, now or ever.

    Only WeCom's own hosts are asked, and a practice ground only for what stands on itself. Raises
    what the gate does.
    """
    if not _is_trusted(connection, address):
        return b""
    Gate(connection.pk).let(urlsplit(address).hostname or "")
    try:
        answer = httpx.get(
            address, timeout=SECONDS, follow_redirects=False, verify=wire.certificates()
        )
    except httpx.HTTPError as error:
        logger.info("no picture of a code: %s", type(error).__name__)
        return b""
    is_picture = answer.content.startswith((PNG, JPEG)) and len(answer.content) <= MOST_BYTES
    return answer.content if answer.is_success and is_picture else b""


def _is_trusted(connection: Connection, address: str) -> bool:
    asked, own = urlsplit(address), urlsplit(settings_of(connection).base_url)
    if asked.netloc == own.netloc:
        return asked.scheme == own.scheme
    host = asked.hostname or ""
    is_wecom = (own.hostname or "").endswith(".weixin.qq.com")
    return is_wecom and asked.scheme == "https" and host.endswith(HOSTS)
