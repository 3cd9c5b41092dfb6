"""Writing what shops tell: orders with all that hangs on them, and the plan of products."""

from guisu.know.commerce.services.orders import record_orders
from guisu.know.commerce.services.products import edit_product, set_tier, tell_products
from guisu.know.commerce.services.purchases import rebuild_all_purchases, rebuild_purchases

__all__ = [
    "edit_product",
    "rebuild_all_purchases",
    "rebuild_purchases",
    "record_orders",
    "set_tier",
    "tell_products",
]
