"""What the columns of orders and products may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.warehouse.services import mark_changed
from guisu.know.commerce.models import Order, OrderLine, OrderStatusChange, Product, Refund


def declare() -> None:
    texts.declare(
        Product,
        title=_("Products"),
        others="sku name name_key category",
        never="currency",
        why="of a list",
        mended=lambda keys: mark_changed("products", keys),
    )
    texts.declare(
        Order,
        title=_("Orders"),
        keys="number",
        never="channel currency lines_told_as source",
        why="names of channels, and words of lists",
        mended=lambda keys: mark_changed("orders", keys),
    )
    texts.declare(OrderLine, title=_("Lines of orders"), others="name")
    texts.declare(OrderStatusChange, never="source", why="numbers of sources")
    texts.declare(
        Refund,
        title=_("Refunds"),
        keys="reference",
        others="reason",
        never="source",
        why="numbers of sources",
    )
