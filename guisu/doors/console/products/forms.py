"""What the products' pages ask: filters, and one product."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.ground.kernel.money import Money, minor_units
from guisu.know.commerce.models import Product

NO_TIER = ("none", _("without tier"))


class FilterForm(KitForm):
    """Products by name or SKU, and by tier."""

    ABOUT = _("Filter products")
    WORDS = {"tier": pgettext_lazy("tier", "with")}
    LABELS = {"q": _("Search"), "tier": _("Tier")}

    q = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.SearchInput(attrs={"placeholder": _("Name or SKU")}),
    )
    tier = forms.ChoiceField(
        required=False, choices=[("", _("any tier")), *Product.Tier.choices, NO_TIER]
    )

    def asked(self) -> dict[str, str]:
        """The conditions that were asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("q", "tier")}


class ProductForm(ConsoleForm):
    """What the shop may say about a product; its SKU comes from the orders."""

    name = forms.CharField(label=_("Name"), max_length=200)
    tier = forms.ChoiceField(
        label=_("Tier"),
        required=False,
        choices=[("", _("not decided")), *Product.Tier.choices],
        help_text=_(
            "Lead-in brings strangers, fission makes people bring others, event fills a campaign, "
            "core earns the money, extension follows the core."
        ),
    )
    category = forms.CharField(label=_("Category"), max_length=80, required=False)
    price = forms.CharField(
        label=_("Price"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    is_listed = forms.BooleanField(label=_("On sale"), required=False)

    def __init__(self, *args: Any, product: Product, currency: str, **kwargs: Any) -> None:
        self.currency = product.currency or currency
        price = product.price_minor
        kwargs["initial"] = {
            "name": product.name,
            "tier": product.tier,
            "category": product.category,
            "price": "" if price is None else str(Money(price, self.currency).plain()),
            "is_listed": product.is_listed,
        }
        super().__init__(*args, **kwargs)
        self.fields["price"].help_text = self.currency

    def clean_price(self) -> int | None:
        """Whole minor units."""
        text = self.cleaned_data["price"]
        if not text:
            return None
        try:
            minor = minor_units(text, self.currency)
        except ValueError as error:
            raise forms.ValidationError(_("Write an amount, for example 59.90.")) from error
        if minor < 0:
            raise forms.ValidationError(_("A price is not negative."))
        return minor

    def changes(self) -> dict[str, Any]:
        """The product's fields with their new values."""
        told = dict(self.cleaned_data)
        price = told.pop("price")
        return {**told, "price_minor": price, "currency": self.currency if price else ""}
