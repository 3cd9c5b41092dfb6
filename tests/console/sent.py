"""The forms of a page as a browser has them: what each would send if nobody touched it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SENT_BY_A_CLICK = {"submit", "button", "image", "reset", "file"}
Attributes = dict[str, str | None]


@dataclass(slots=True)
class Sent:
    """One form: where it goes, what it sends, and which fields a person fills in."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    by_hand: set[str] = field(default_factory=set)

    @property
    def edition(self) -> str | None:
        """On what it was written; None: it does not say."""
        for name in ("edition", "edition_unkept"):
            if name in self.fields:
                return self.fields[name][0]
        return None


def forms(html: str) -> list[Sent]:
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Sent] = []
        self._in = False
        self._select: Attributes | None = None
        self._options: list[tuple[str, bool]] = []
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        match tag:
            case "form":
                self.found.append(Sent(told.get("action") or "", told.get("method") or "get"))
                self._in = True
            case "input" if self._in:
                self._input(told)
            case "select":
                self._select, self._options = told, []
            case "option":
                self._options.append((told.get("value") or "", "selected" in told))
            case "textarea":
                self._text = (told.get("name") or "", [])
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._in = False
            case "select" if self._select is not None:
                self._chosen(self._select)
                self._select = None
            case "textarea" if self._text:
                name, lines = self._text
                self._keep(name, "".join(lines).removeprefix("\n"))
                self._text = None
            case _:
                pass

    def _input(self, told: Attributes) -> None:
        kind, name = told.get("type") or "text", told.get("name") or ""
        if kind in {"checkbox", "radio"}:
            if "checked" in told:
                self._keep(name, told.get("value") or "on")
            elif self.found:
                self.found[-1].by_hand.add(name)
        elif kind not in SENT_BY_A_CLICK:
            self._keep(name, told.get("value") or "", is_hidden=kind == "hidden")

    def _chosen(self, told: Attributes) -> None:
        chosen = [value for value, is_chosen in self._options if is_chosen]
        if not chosen and "multiple" not in told and self._options:
            chosen = [self._options[0][0]]
        for value in chosen:
            self._keep(told.get("name") or "", value)

    def _keep(self, name: str, value: str, *, is_hidden: bool = False) -> None:
        if not self.found or not name:
            return
        self.found[-1].fields.setdefault(name, []).append(value)
        if not is_hidden:
            self.found[-1].by_hand.add(name)
