"""What the customers' pages ask: the list's filters, profile, consent, erasure."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.forms import ConsoleForm, OneOf, WholeNumber, offer
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.doors.console.periods import EARLIEST, since
from guisu.ground.kernel.money import minor_units
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_keys, visible_stores
from guisu.know.commerce.people import SORTS, Wanted
from guisu.know.commerce.selectors import products
from guisu.know.customers.domain.traits import NO_YEAR
from guisu.know.customers.models import Consent, Customer, TagKind
from guisu.know.customers.selectors import tags

SEEN = (
    ("", _("at any time")),
    ("7", _("in the last 7 days")),
    ("30", _("in the last 30 days")),
    ("90", _("in the last 90 days")),
    ("-30", _("not in the last 30 days")),
    ("-90", _("not in the last 90 days")),
    ("-365", _("not in the last year")),
)
ORDER_COUNTS = {
    "": (_("any number of orders"), None, None),
    "0": (_("no order"), None, 0),
    "1": (_("exactly one order"), 1, 1),
    "2+": (_("2 orders or more"), 2, None),
    "5+": (_("5 orders or more"), 5, None),
    "10+": (_("10 orders or more"), 10, None),
}
PHONE = (("", _("with or without phone")), ("1", _("with phone")), ("0", _("without phone")))
GENDERS = (
    ("", _("not known")),
    ("female", _("female")),
    ("male", _("male")),
    ("other", _("other")),
)


class FilterForm(KitForm):
    """The list's filters."""

    ABOUT = _("Filter customers")
    WORDS = {
        "store": _("known to"),
        "tag": _("tagged"),
        "seen": _("seen"),
        "sort": _("sorted:"),
        "joined": _("new"),
        "orders": _("with"),
        "spent": _("who spent at least"),
        "untagged": _("not tagged"),
        "source": _("from"),
        "consent": _("open to marketing by"),
    }
    field_order = ("q", "product", "store", "tag", "seen", "sort")
    FOLDED = ("joined", "orders", "spent", "phone", "untagged", "source", "consent")

    q = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, phone, e-mail, ID")}),
    )
    store = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    seen = forms.ChoiceField(required=False, choices=SEEN)
    joined = forms.ChoiceField(required=False, choices=SEEN[:4])
    orders = forms.ChoiceField(
        required=False, choices=[(key, words[0]) for key, words in ORDER_COUNTS.items()]
    )
    spent = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8, "placeholder": "0"}),
    )
    phone = forms.ChoiceField(required=False, choices=PHONE)
    tag = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    untagged = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    consent = forms.ChoiceField(
        required=False, choices=[("", _("any consent")), *Consent.Channel.choices]
    )
    source = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False, choices=SORTS)
    product = WholeNumber(required=False, widget=forms.HiddenInput)

    LABELS = {
        "q": _("Search"),
        "store": _("Store"),
        "seen": _("Last seen"),
        "joined": _("First seen"),
        "orders": _("Orders"),
        "spent": _("Spent at least"),
        "phone": _("Phone"),
        "tag": _("Tag"),
        "untagged": _("Without the tag"),
        "consent": _("May be sent marketing by"),
        "source": _("Source"),
        "sort": _("Sorted by"),
    }

    def __init__(self, *args: Any, scope: Scope, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        stores = [(store.pk, store.name) for store in visible_stores(scope)]
        self.fields["store"].choices = [("", _("any store")), *stores]  # type: ignore[attr-defined]
        self.fields["source"].choices = _sources(scope)  # type: ignore[attr-defined]
        offered = tag_choices()
        self.fields["tag"].choices = [("", _("any tag or none")), *offered]  # type: ignore[attr-defined]
        self.fields["untagged"].choices = [("", _("no tag in particular")), *offered]  # type: ignore[attr-defined]
        if product := _named(self.data.get("product", "")):
            bought = _("who bought")
            self.words["product"] = format_html("{} <strong>{}</strong>", bought, product)

    def wanted(self, *, now: datetime) -> Wanted:
        """The conditions that were asked; a field that makes no sense is passed over."""
        self.is_valid()
        told = self.cleaned_data
        seen, joined = int(told.get("seen") or 0), int(told.get("joined") or 0)
        _words, orders_from, orders_to = ORDER_COUNTS[told.get("orders") or ""]
        return Wanted(
            text=told.get("q") or "",
            store_id=told.get("store"),
            seen_since=since(seen, now=now) if seen > 0 else None,
            not_seen_since=since(-seen, now=now) if seen < 0 else None,
            first_seen_since=since(joined, now=now) if joined > 0 else None,
            orders_from=orders_from,
            orders_to=orders_to,
            spent_from_minor=told.get("spent"),
            has_phone={"1": True, "0": False}.get(told.get("phone") or ""),
            source=told.get("source") or "",
            consent=told.get("consent") or "",
            product_id=told.get("product"),
            tag_id=told.get("tag"),
            without_tag_id=told.get("untagged"),
        )

    @property
    def order(self) -> str:
        """By what the list is ordered: a key of `commerce.people.ORDERS`."""
        return self.cleaned_data.get("sort") or "seen"

    def clean_spent(self) -> int | None:
        """Whole minor units of the installation's currency."""
        text = self.cleaned_data["spent"]
        try:
            return minor_units(text, self.currency) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("Write an amount, for example 500.")) from error


class ProfileForm(ConsoleForm):
    """What is shown of a person; a change by hand outweighs what was told before it."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    birthday_on = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    store = OneOf(label=_("Home store"), required=False)

    def __init__(self, *args: Any, scope: Scope, customer: Customer, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(customer, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        offer(self, "store", visible_stores(scope))
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean_birthday_on(self) -> date | None:
        born: date | None = self.cleaned_data["birthday_on"]
        if born and born.year != NO_YEAR and not EARLIEST <= born <= timezone.localdate():
            raise forms.ValidationError(_("Nobody was born on that day."))
        return born

    def changes(self) -> dict[str, Any]:
        """The fields that were changed since the form was filled, with their new values."""
        told = self.cleaned_data
        return {name: told[name] for name in self.fields if told[name] != self._was(name)}

    def was(self) -> dict[str, Any]:
        """What the form was filled from; of a form that does not say so, what is known now."""
        return {name: self._was(name) for name in self.fields}

    def offer_again(self) -> None:
        """After a conflict: to save what was changed over theirs is then a choice."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name in self.changes():
            field = self.fields[name]
            theirs = field.prepare_value(self.get_initial_for_field(field, name))
            data[self[name].html_initial_name] = "" if theirs is None else str(theirs)
        self.data = data

    def _was(self, name: str) -> Any:
        field, sent = self.fields[name], self.data.get(self[name].html_initial_name)
        if sent is None:
            sent = field.prepare_value(self.get_initial_for_field(field, name))
        try:
            return field.to_python(sent)
        except forms.ValidationError:
            return None


class ConsentForm(ConsoleForm):
    """One word of the person, as a colleague heard or read it."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Consent.Channel.choices)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Consent.Purpose.choices)
    granted = forms.TypedChoiceField(
        label=_("What the person said"),
        choices=[("yes", _("agrees")), ("no", _("does not agree, or takes it back"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        help_text=_("For example “signed form, North store” or “told on the phone”."),
    )


class HomeForm(ConsoleForm):
    """One home store, for several people."""

    store = OneOf(
        label=_("Home store"),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "store", visible_stores(scope))


class EraseForm(ConsoleForm):
    """Asks the person to be erased to be named by number, so that a slip erases nobody."""

    confirmation = forms.CharField(
        label=_("Type the customer's number to go on"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"].strip().lstrip("#")
        if typed != str(self.customer.pk):
            raise forms.ValidationError(
                _("This is another number. The customer's number is %(number)s."),
                params={"number": self.customer.pk},
            )
        return typed


def tag_choices() -> list[tuple[Any, Any]]:
    """The tags in use, under the names of their kinds."""
    by_kind: dict[str, list[tuple[int, str]]] = {}
    for tag in tags.tags():
        by_kind.setdefault(tag.kind, []).append((tag.pk, tag.name))
    return [(kind.label, by_kind[kind]) for kind in TagKind if kind in by_kind]


def _named(product: str) -> str:
    """The name of the product with this number; empty: there is none."""
    row = products().filter(pk=row_id(product)).first()
    return row.name if row else ""


def _sources(scope: Scope) -> list[tuple[str, Any]]:
    """Keys of other stores are not named."""
    kinds = [("", _("any source")), ("import:", _("files")), ("staff:", _("entered by hand"))]
    keys = visible_keys(scope).values_list("pk", "name")
    return [*kinds, *((f"key:{pk}", name) for pk, name in keys)]
