"""Forms as the console shows them, and refusals said beside the field they are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from guisu.doors.console.refusals import said
from guisu.ground.database import clashes
from guisu.ground.database.clashes import Clash
from guisu.ground.database.editions import Stale
from guisu.ground.kernel.numbers import LARGEST, row_id
from guisu.ground.kernel.refusals import Refusal

CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.widgets.Input: "form-control",
    forms.Textarea: "form-control",
}

# Django's mark for nothing chosen, and its words that we say otherwise: the catalogue has ours.
DASHES = "---------"
DJANGOS = (
    gettext_noop("This field is required."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


class ConsoleRenderer(DjangoTemplates):
    form_template_name = "console/forms/form.html"
    field_template_name = "console/forms/field.html"


# One for all forms: each renderer reads and keeps the templates of widgets anew.
RENDERER = ConsoleRenderer()


class ConsoleForm(forms.Form):
    """A form with the console's fields; `{{ form }}` writes all of it."""

    default_renderer = RENDERER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class SignInForm(AuthenticationForm):
    """Django's own, dressed; wrong name and wrong password are never told apart."""

    default_renderer = RENDERER
    error_messages = {
        "invalid_login": _(
            "The name or the password is wrong. After five failures sign-in pauses for 15 minutes."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        dress(self)


class OneOf(forms.ModelChoiceField[Any]):
    """One of the rows that `offer` offers. What is no id of a row is no choice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_named(value))


class SomeOf(forms.ModelMultipleChoiceField[Any]):
    """Some of the rows that `offer` offers. What is no id of a row is no choice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean([_named(each) for each in value] if value else value)


class WholeNumber(forms.IntegerField):
    """A whole number that a column can hold, whatever the field's own bounds."""

    def to_python(self, value: Any) -> int | None:
        number: int | None = super().to_python(value)
        if number is not None and abs(number) > LARGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


def _named(value: Any) -> Any:
    """The id of a row that was sent; 0, which no row has, instead of what no column can hold."""
    return row_id(value) if isinstance(value, str) and value else value


def offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    """Let the field `name` choose among `rows`, a QuerySet already cut to the scope."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def dress(form: forms.BaseForm) -> None:
    """Give each widget the class of its kind."""
    for field in form.fields.values():
        kind = next((c for w, c in CLASSES.items() if isinstance(field.widget, w)), "")
        if kind:
            field.widget.attrs.setdefault("class", kind)
        if isinstance(field.widget, forms.CheckboxSelectMultiple):
            field.error_messages["required"] = _("Choose at least one.")
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
            field.empty_label = _("Choose")


@contextmanager
def told_by(
    form: forms.BaseForm, field: str | None = None, *, invalid: str | None = None
) -> Iterator[None]:
    """Turn a refusal or a validation error inside into an error of `form`, at `field`.

    `invalid`: the field that a validation error is about, where a refusal is not.
    """
    try:
        with clashes.refused():
            yield
    except (Stale, Clash) as refusal:
        form.add_error(None, ValidationError(said(refusal), code=refusal.code))
    except Refusal as refusal:
        form.add_error(field, ValidationError(said(refusal), code=refusal.code))
    except ValidationError as error:
        form.add_error(invalid or field, error.messages)
