"""What the tags' pages ask: one tag, whom to give it to, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console import wording
from guisu.doors.console.forms import ConsoleForm
from guisu.know.customers.models import Tag, TagBatch, TagKind
from guisu.know.customers.selectors import tags as selectors

BETWEEN = " · "


def offered() -> list[str]:
    """What to type for each tag in use: its name, with its kind where two are called the same."""
    found = list(selectors.tags())
    keys = [tag.key for tag in found]
    return [_spelled(tag) if keys.count(tag.key) > 1 else tag.name for tag in found]


def _spelled(tag: Tag) -> str:
    return f"{tag.name}{BETWEEN}{tag.get_kind_display()}"


def _meant(text: str) -> list[Tag]:
    """The tags that somebody may mean who typed this."""
    name, _between, kind = text.rpartition(BETWEEN)
    by_kind = [tag for tag in selectors.named(name) if tag.get_kind_display() == kind]
    return by_kind or selectors.named(text)


class TagField(forms.CharField):
    """A tag by its name, with suggestions while typing."""

    widget = forms.TextInput(attrs={"list": "tags-offered", "autocomplete": "off"})
    default_error_messages = {
        "unknown": _("There is no tag called %(name)s."),
        "several": _("Several kinds have a tag of this name. Write one of these: %(names)s"),
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        meant = _meant(text)
        if not meant:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"name": text}
            )
        if len(meant) > 1:
            names = wording.listing(_spelled(tag) for tag in meant)
            raise forms.ValidationError(self.error_messages["several"], params={"names": names})
        return meant[0]


class GiveForm(ConsoleForm):
    """A tag for one person."""

    tag = TagField(label=_("Tag"), max_length=60)
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def is_unknown(self) -> bool:
        """Whether what was typed is the name of no tag yet."""
        return self.has_error("tag", "unknown")


class BulkForm(GiveForm):
    """A tag for many people: given to them, or taken from them."""

    act = forms.ChoiceField(
        label=_("What to do"),
        choices=[(TagBatch.Act.GIVE, _("give the tag")), (TagBatch.Act.TAKE, _("take the tag"))],
        initial=TagBatch.Act.GIVE,
        widget=forms.RadioSelect,
    )
    field_order = ["act", "tag", "why"]


class TagForm(ConsoleForm):
    """What may be said of a tag."""

    name = forms.CharField(label=_("Name"), max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=TagKind.choices,
        help_text=_(
            "Basic: who they are. Time: when they come or buy. Behaviour: what they do. "
            "Need: what they look for. Value: what they are worth. Predicted: what is expected."
        ),
    )
    group = forms.CharField(
        label=_("Group"),
        max_length=40,
        required=False,
        help_text=_("A heading for tags that belong together, for example “Baby's age”."),
        widget=forms.TextInput(attrs={"list": "groups-offered", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=200,
        required=False,
        help_text=_("When a colleague should give it."),
    )
    colour = forms.ChoiceField(label=_("Colour"), required=False, choices=Tag.Colour.choices)

    def __init__(self, *args: Any, tag: Tag | None = None, **kwargs: Any) -> None:
        if tag is not None:
            kwargs["initial"] = {
                "name": tag.name,
                "kind": tag.kind,
                "group": tag.group.name if tag.group else "",
                "description": tag.description,
                "colour": tag.colour,
            }
        super().__init__(*args, **kwargs)


def groups_offered(tags: Iterable[Tag]) -> list[str]:
    """The headings there are."""
    return sorted({tag.group.name for tag in tags if tag.group})
