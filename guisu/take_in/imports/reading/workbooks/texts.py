"""The texts that the cells of a workbook share, as one block: a list of them weighs four times."""

import re
from array import array
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.reading.workbooks import limits, xml

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
DAMAGED = gettext_noop("a cell names a text that is not there")
TOO_MUCH = gettext_noop("its texts are larger than 256 MB")


class Texts:
    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        self._block += text.encode("utf-8", "surrogatepass")
        if len(self._block) > limits.MOST_TEXT:
            raise Unreadable(why=TOO_MUCH)
        self._ends.append(len(self._block))

    def __getitem__(self, number: int) -> str:
        """Raises `Unreadable` for one that is not there."""
        if not 0 <= number < len(self._ends) - 1:
            raise Unreadable(why=DAMAGED)
        piece = self._block[self._ends[number] : self._ends[number + 1]]
        return piece.decode("utf-8", "replace")


def shared(archive: ZipFile, name: str) -> Texts:
    found = Texts()
    if name in archive.namelist():
        for item in xml.each(archive, name, "si", "sst"):
            found.add(of(item))
    return found


def of(item: Element) -> str:
    """The text of an element, its runs joined; how it is pronounced is left out."""
    pieces: list[str] = []
    for part in item:
        if part.tag == "t":
            pieces.append(part.text or "")
        elif part.tag == "r":
            pieces += [each.text or "" for each in part if each.tag == "t"]
    return plain("".join(pieces))


def plain(text: str) -> str:
    """With what Excel writes as _x000D_ for characters that XML has no place for."""
    limits.check_text(len(text))
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
