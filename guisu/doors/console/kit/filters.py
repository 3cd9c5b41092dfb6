"""Filters of a list, read as one sentence: words, fields, what is folded away."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise

from guisu.doors.console.forms import ConsoleForm
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

Words = Mapping[str, str | Promise]


class UnreadableFilter(Refusal):
    code = "console.unreadable_filter"
    template = gettext_noop(
        "One of the filters cannot be read or is no longer offered to you, so nothing was done. "
        "Go back to the list and choose again."
    )
    http_status = 422


class FilterForm(ConsoleForm):
    """The filters of one list.

    What makes no sense asks nothing of a page, which shows it so; acts and files are about nobody
    then (`require_sound`).

    `WORDS`: what is said before a field. `LABELS`: what a screen reader calls it. `FOLDED`:
    fields behind "More filters". `SEARCHED`: fields that hold what somebody typed, names of
    people perhaps, which no saved view keeps.
    """

    use_required_attribute = False
    ABOUT: ClassVar[str | Promise] = ""
    WORDS: ClassVar[Words] = {}
    LABELS: ClassVar[Words] = {}
    FOLDED: ClassVar[tuple[str, ...]] = ()
    SEARCHED: ClassVar[tuple[str, ...]] = ("q", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = dict(self.WORDS)
        for name, label in self.LABELS.items():
            self.fields[name].widget.attrs["aria-label"] = label

    def sentence(self) -> Iterator[tuple[str | Promise, BoundField]]:
        """Each field with the word before it."""
        return ((self.words.get(f.name, ""), f) for f in self if f.name not in self.FOLDED)

    def folded(self) -> list[tuple[str | Promise, BoundField]]:
        return [(self.words.get(name, ""), self[name]) for name in self.FOLDED]

    def has_more(self) -> bool:
        """Whether one of the folded filters is set."""
        return any(self.data.get(name) for name in self.FOLDED)

    def problems(self) -> list[str]:
        """What is wrong with fields whose value made no sense."""
        if not self.is_bound:
            return []
        return [
            str(error)
            for field in self
            if field.field.widget.attrs.get("inputmode")
            for error in field.errors
        ]

    def require_sound(self) -> None:
        """Refuse to act on all that is found if a condition was passed over.

        Raises `UnreadableFilter`.
        """
        if self.errors.keys() - {"sort"}:
            raise UnreadableFilter

    def has_sort(self) -> bool:
        return "sort" in self.fields

    def keepable(self, asked: QueryDict) -> str:
        """The query string of a saved view: of the fields, without what was typed to search."""
        kept = QueryDict(mutable=True)
        for name in (*self.fields, "sort"):
            if name not in self.SEARCHED and any(asked.getlist(name)):
                kept.setlist(name, asked.getlist(name))
        return kept.urlencode()
