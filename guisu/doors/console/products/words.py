"""What the audit log says of products."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words
from guisu.know.commerce.models import Product

AUDIT = Words(
    families={
        "product": _("products"),
    },
    actions={
        "product.made": _("made a product"),
        "product.changed": _("changed a product"),
    },
    fields={
        "sku": _("SKU"),
        "tier": _("Tier"),
        "category": _("Category"),
        "price_minor": _("Price in minor units"),
        "is_listed": _("On sale"),
    },
    values={
        **dict(Product.Tier.choices),
    },
    subjects={
        "product": (_("product"), "console:product"),
    },
)
