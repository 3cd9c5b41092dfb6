"""The parts of a workbook as streams of XML elements, in bounded memory."""

import posixpath
import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.reading.workbooks import limits

PIECE = 256 * 1024
OUTERMOST = re.compile(rb"<(?P<prefix>(?:[A-Za-z_][\w.-]*:)?)(?:worksheet|sst)\b[^>]*>")
DEFAULT = re.compile(rb"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
NO_XML = gettext_noop("a part of it is no XML in UTF-8")
CUT_OFF = gettext_noop("it is cut off")
TOO_LARGE = gettext_noop("one row of it is larger than any sheet's")
DECLARED = gettext_noop("it declares a document type, which no workbook does")


def whole(archive: ZipFile, name: str) -> Element | None:
    """A small part as a tree; None where there is no such part."""
    if name not in archive.namelist():
        return None
    with archive.open(name) as part:
        content = part.read(limits.LARGEST_PART + 1)
    if len(content) > limits.LARGEST_PART:
        raise Unreadable(why=TOO_LARGE)
    _refuse_declared(content)
    return fromstring(content)  # noqa: S314 - nothing is declared, so nothing expands


def each(archive: ZipFile, name: str, wanted: str, within: str) -> Iterator[Element]:
    """The elements called `wanted`, directly in `within`, whole, as they come; tags are bare.

    The stream is cut where such an element begins and each piece is made into a tree: ten times
    as quick as events about every tag.
    """
    with archive.open(name) as part:
        start, prefix, head = _begun(part)
        buffer, looked = bytearray(head), 0
        begins, ends = b"<" + prefix + wanted.encode(), b"</" + prefix + within.encode()
        own = re.compile(re.escape(begins) + rb"[\s/>]")
        while (end := buffer.find(ends, looked)) < 0:
            cut = buffer.rfind(begins, looked)
            if cut > 0 and own.match(buffer, cut):
                yield from _tree(start, prefix, _from_first(own, bytes(buffer[:cut])))
                del buffer[:cut]
            if len(buffer) > limits.LARGEST_ROW:
                raise Unreadable(why=TOO_LARGE)
            if not (piece := part.read(PIECE)):
                if _is_empty(buffer, within):
                    return
                raise Unreadable(why=CUT_OFF)
            # What was looked at may end amid a tag.
            looked = max(0, len(buffer) - len(ends) - 1)
            buffer += piece
        yield from _tree(start, prefix, _from_first(own, bytes(buffer[:end])))


def _begun(part: IO[bytes]) -> tuple[bytes, bytes, bytes]:
    """The outermost start tag without its default namespace, its prefix, and what follows."""
    head = part.read(PIECE)
    found = OUTERMOST.search(head)
    if found is None:
        raise Unreadable(why=NO_XML)
    _refuse_declared(head[: found.start()])
    start = found[0] if found["prefix"] else DEFAULT.sub(b"", found[0])
    return start, found["prefix"], head[found.end() :]


def _from_first(own: re.Pattern[bytes], piece: bytes) -> bytes:
    found = own.search(piece)
    return piece[found.start() :] if found else b""


def _tree(start: bytes, prefix: bytes, piece: bytes) -> Element:
    name = start[1:].split()[0].rstrip(b">")
    tree = fromstring(start + piece + b"</" + name + b">")  # noqa: S314 - nothing is declared
    if prefix:
        for element in tree.iter():
            element.tag = local(element.tag)
    return tree


def _is_empty(rest: bytearray, within: str) -> bool:
    """Whether what was looked for has nothing in it: `<sheetData/>`."""
    return re.search(rb"<(?:\w+:)?" + within.encode() + rb"\b[^>]*/>", rest) is not None


def local(tag: str) -> str:
    """A tag without its namespace, of which there are two in use."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """By its name without namespace; empty where it is not there."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What the part refers to: (kind, path of the other part) by its id."""
    folder, name = posixpath.split(part)
    tree = whole(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for each_one in tree if tree is not None else ():
        kind = attribute(each_one, "Type").rpartition("/")[2]
        target = attribute(each_one, "Target")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[attribute(each_one, "Id")] = (kind, posixpath.normpath(path))
    return found


def _refuse_declared(content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable(why=DECLARED)
