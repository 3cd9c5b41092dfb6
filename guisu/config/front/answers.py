"""An answer's head on the wire, and the answers of the front itself."""

import time
from email.utils import formatdate
from http import HTTPStatus

from guisu.config.front.limits import RETRY_SECONDS

BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
Headers = list[tuple[str, str]]
_date = (0, b"")


def head(status: str, headers: Headers, *, closes: bool) -> bytes:
    """Status line and headers; a header with a line break in it is Django's to refuse."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    told = "\r\n".join(lines).encode("latin-1")
    end = b"\r\nconnection: close\r\n\r\n" if closes else b"\r\n\r\n"
    return told + b"\r\ndate: " + _now() + end


def refusal(status: int, *, sentence: str) -> bytes:
    """A whole answer in plain text, after which the connection ends."""
    told = f"{sentence}\n".encode()
    headers = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(told)))]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("retry-after", str(RETRY_SECONDS)))
    return head(f"{status} {HTTPStatus(status).phrase}", headers, closes=True) + told


def _now() -> bytes:
    """RFC 9110's date, written once a second."""
    global _date  # noqa: PLW0603 - what is kept of a pure function
    second = int(time.time())
    if _date[0] != second:
        _date = (second, formatdate(second, usegmt=True).encode())
    return _date[1]


def refused(status: int) -> bytes:
    """`refusal` in the words of the front."""
    return refusal(status, sentence=SENTENCES[status])


SENTENCES = {
    400: "This is not HTTP.",
    408: "The request came too slowly.",
    413: "The body is larger than this address takes.",
    431: "The head of the request is too large.",
    500: "Something went wrong.",
    503: "Too many requests at the moment: try again in some seconds.",
    507: "There is no room on the disk for the body.",
}
