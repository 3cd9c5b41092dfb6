"""Hiring and changing people; opening and changing stores."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.forms import RENDERER, ConsoleForm, OneOf, SomeOf, dress, offer
from guisu.doors.console.kit.filters import FilterForm
from guisu.doors.console.setup.forms import zones
from guisu.ground.staff.domain import EVERYWHERE, Post
from guisu.ground.staff.models import PostChoice, Staff, Store
from guisu.ground.staff.selectors import stores_with_staff

PASSWORD_HELP = _("At least 10 characters; nothing common, and not only digits.")


class PersonForm(ConsoleForm):
    """What a colleague is here for, and where."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    post = forms.ChoiceField(
        label=_("Post"),
        choices=PostChoice.choices,
        help_text=_(
            "Owners, operators and analysts see the whole organisation, the others their stores."
        ),
    )
    stores = SomeOf(
        label=_("Stores"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stores", stores_with_staff())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        post = given.get("post")
        if post and Post(post) not in EVERYWHERE and not given.get("stores"):
            self.add_error("stores", _("This post works in stores: choose at least one."))
        return given


class HireForm(PersonForm):
    """A person with the name and the first password that they sign in with."""

    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        help_text=_("To sign in with; it cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )
    field_order = ["name", "username", "password", "email", "post", "stores"]


class NewPasswordForm(ConsoleForm):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class StoreForm(forms.ModelForm[Store]):
    """Unique names and codes are checked by the model."""

    default_renderer = RENDERER
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits, dots and dashes only."))],
        help_text=_("What orders and files call this store, for example “north”."),
        error_messages={"unique": _("Another store has this code.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("As the organisation")), *zones()],
        help_text=_("For the quiet hours of its customers."),
    )

    class Meta:
        model = Store
        fields = ["name", "code", "region", "time_zone", "is_open"]
        labels = {"name": _("Name"), "region": _("City or region")}
        error_messages = {"name": {"unique": _("Another store has this name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class PeopleFilter(FilterForm):
    """`Staff [of any post] [in any store]`."""

    ABOUT = _("Filter staff")

    post = forms.ChoiceField(
        label=_("Post"), required=False, choices=[("", _("any post")), *PostChoice.choices]
    )
    store = OneOf(label=_("Store"), required=False, empty_label=_("any store"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "store", stores_with_staff())

    def holds(self, person: Staff) -> bool:
        if not self.is_valid():
            return True
        post, store = self.cleaned_data["post"], self.cleaned_data["store"]
        if post and person.post != post:
            return False
        return not store or store in person.stores.all()
