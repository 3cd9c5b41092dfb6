"""What two people wrote into one form, side by side: what is stored now, and what was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guisu.doors.console import wording

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Sides:
    """One field, as it is stored now and as it was typed."""

    label: str | Promise
    theirs: str
    mine: str


@runtime_checkable
class InParts(Protocol):
    """A form that holds others; each is called something."""

    @property
    def parts(self) -> Sequence[tuple[str, forms.BaseForm]]: ...


def sides(form: forms.BaseForm, called: str = "") -> list[Sides]:
    """The fields of `form` in which both differ; its initial values are those stored now.

    Secrets and files are left out: nobody can be shown the one, and the other is not stored yet.
    """
    found = [each for field in form.visible_fields() for each in _differing(form, field, called)]
    if isinstance(form, InParts):
        found += [each for name, part in form.parts for each in sides(part, name)]
    return found


def _differing(form: forms.BaseForm, bound: forms.BoundField, called: str) -> Iterator[Sides]:
    field = bound.field
    if isinstance(field, forms.FileField) or isinstance(field.widget, forms.PasswordInput):
        return
    theirs = form.get_initial_for_field(field, bound.name)
    if field.has_changed(theirs, bound.data):
        label = f"{called} · {bound.label}" if called else bound.label
        yield Sides(label, _words(field, theirs), _words(field, bound.data))


def _words(field: forms.Field, value: Any) -> str:
    """The value as people read it."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if field.to_python(value) else _("No")
    plain = field.prepare_value(value)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _chosen(field, plain)
    said = field.widget.format_value(plain)
    return NOTHING if said in (None, "") else str(said)


def _chosen(field: Any, plain: Any) -> str:
    names = {str(value): str(name) for value, name in _flat(field.choices)}
    every = plain if isinstance(plain, list | tuple) else [plain]
    said = [names.get(str(each), str(each)) for each in every if each not in (None, "")]
    return wording.listing(said) or NOTHING


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, name in choices:
        if isinstance(name, list | tuple):
            yield from name
        else:
            yield value, name
