"""Products, orders, their lines, status history and refunds. Amounts are whole minor units."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.database.editions import Edited
from guisu.ground.staff.models import Store
from guisu.know.customers.models import Customer


class Product(Edited):
    """Something the shop sells, with its place in the plan of five tiers."""

    class Tier(models.TextChoices):
        LEAD_IN = "lead_in", _("Lead-in")
        FISSION = "fission", _("Fission")
        EVENT = "event", pgettext_lazy("product tier", "Event")
        CORE = "core", _("Core")
        EXTENSION = "extension", _("Extension")

    sku = models.CharField(_("SKU"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, blank=True, db_index=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_listed = models.BooleanField(_("listed"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor=None) | Q(price_minor__gte=0), name="price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One sale as its channel tells of it, or a return without a sale that we know of."""

    class Status(models.TextChoices):
        PLACED = "placed", pgettext_lazy("order status", "Placed")
        PAID = "paid", _("Paid")
        SHIPPED = "shipped", _("Shipped")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        REFUNDED = "refunded", _("Refunded")
        RETURNED = "returned", _("Returned goods")

    channel = models.CharField(_("channel"), max_length=40, help_text="`shop`, `tmall`, `cdnow`.")
    number = models.CharField(_("number"), max_length=80)
    # No index of a key alone where one that begins with it stands below: here and in the rest.
    customer = models.ForeignKey(
        Customer, null=True, db_index=False, on_delete=models.PROTECT, related_name="orders"
    )
    store = models.ForeignKey(
        Store, null=True, db_index=False, on_delete=models.PROTECT, related_name="orders"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    placed_at = models.DateTimeField(_("placed"))
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField(
        _("total"), help_text="Before refunds; negative only for returns."
    )
    refunded_minor = models.BigIntegerField(
        default=0, help_text="Cached sum of refunds; the whole total when the status is refunded."
    )
    quantity = models.IntegerField(default=0, help_text="Cached sum over lines.")
    status_at = models.DateTimeField(help_text="When it came to its status.")
    lines_told_at = models.DateTimeField(
        null=True, help_text="`status_at` of the telling that its lines are from."
    )
    lines_told_as = models.CharField(max_length=10, blank=True, help_text="Its status.")
    source = models.CharField(max_length=40, help_text="`import:3`, `key:7`.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "number"], name="order_number_once_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(status="returned") | Q(total_minor__gte=0),
                name="only_returns_are_negative",
            ),
            models.CheckConstraint(condition=Q(refunded_minor__gte=0), name="refunds_not_negative"),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_recent"),
            models.Index(fields=["customer", "-placed_at"], name="order_of_customer"),
            models.Index(
                fields=["store", "-placed_at", "-id"],
                condition=Q(store__isnull=False),
                name="order_of_store",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product in one order."""

    order = models.ForeignKey(Order, db_index=False, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="lines")
    name = models.CharField(
        max_length=200, blank=True, help_text="Of a line without a product: postage, a fee."
    )
    quantity = models.IntegerField(help_text="Units; negative: given back.")
    unit_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}.{self.position}"


class OrderStatusChange(models.Model):
    """That an order came to a status, and when; the order's own status is the latest of these."""

    order = models.ForeignKey(
        Order, db_index=False, on_delete=models.CASCADE, related_name="status_changes"
    )
    status = models.CharField(max_length=10, choices=Order.Status)
    at = models.DateTimeField()
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "status", "at"], name="status_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.status}"


class Refund(models.Model):
    """Money given back on an order, once a reference."""

    order = models.ForeignKey(
        Order, db_index=False, on_delete=models.PROTECT, related_name="refunds"
    )
    reference = models.CharField(
        max_length=120, help_text="The shop's own number, or made from the file's row."
    )
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "reference"], name="refund_reference_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} -{self.amount_minor}"


class Purchases(models.Model):
    """What one person has bought in all, kept on the root row; rebuilt from orders at any change.

    Cancelled orders and returns do not count as orders; returns and refunds lower `spent_minor`.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE)
    orders = models.PositiveIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0, help_text="In the installation's currency.")
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-spent_minor", "-customer"], name="purchases_spent"),
            models.Index(fields=["-orders", "-customer"], name="purchases_orders"),
            models.Index(fields=["-last_order_at", "-customer"], name="purchases_last"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.orders}"
