"""A field that holds several chosen things: each a chip, the next one typed with suggestions."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

Find = Callable[[str], Sequence[object]]
Label = Callable[[Sequence[str]], Sequence[tuple[str, str]]]
TYPED = "-typed"
MOST_AT_ONCE = 20


class Chips(forms.Widget):
    template_name = "console/segments/_chips.html"

    def __init__(self, *, label: Label, suggestions: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._label = label
        self._suggestions = suggestions

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[str], str]:
        return data.getlist(name), data.get(name + TYPED, "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name + TYPED not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        chosen, typed = value or ([], "")
        context["widget"] |= {
            "chips": self._label(chosen),
            "typed": typed,
            "suggestions": self._suggestions(),
        }
        return context


class ChipsField(forms.Field):
    """Cleans to the list of chosen values as text; what is typed counts as chosen.

    `find` gives the values that a typed word means: none, one, or everything that contains it.
    """

    def __init__(
        self,
        *,
        find: Find,
        label_of: Label,
        suggestions: Callable[[], Sequence[str]],
        label: Any = None,
    ) -> None:
        widget = Chips(label=label_of, suggestions=suggestions)
        super().__init__(required=False, label=label, widget=widget)
        self._find = find

    def clean(self, value: Any) -> list[str]:
        chosen, typed = value or ([], "")
        kept = list(dict.fromkeys(chosen))
        if typed:
            found = self._find(typed)
            if not found:
                raise forms.ValidationError(_("There is nothing called “%s”.") % typed)
            if len(found) > MOST_AT_ONCE:
                text = _("“%(typed)s” fits more than %(most)s: write more of the name.")
                raise forms.ValidationError(text % {"typed": typed, "most": MOST_AT_ONCE})
            kept = list(dict.fromkeys([*kept, *map(str, found)]))
        return kept
