"""What other processes do with orders."""

import random
from datetime import UTC, datetime, timedelta

from guisu.ground.database import retries, rows
from guisu.know.commerce import services
from guisu.know.commerce.domain import LineTold, OrdersOutcome, OrderTold, RefundTold
from tests.child import start_together

PLACED = datetime(2026, 11, 1, 4, tzinfo=UTC)
STATES = ("placed", "paid", "shipped")
ORDERS, BATCH = 120, 20


def tellings(buyers: list[int]) -> list[OrderTold]:
    """All that a shop says of its orders as they go, with a refund for every third."""
    return [
        OrderTold(
            channel="shop",
            number=str(number),
            customer_id=buyers[number % len(buyers)],
            store_id=None,
            status=status,
            status_at=PLACED + timedelta(hours=hour),
            placed_at=PLACED,
            currency="CNY",
            total_minor=100 + number,
            lines=(LineTold(f"sku{number % 40}", "Tea", 1, 100 + number, 100 + number),),
            refunds=(RefundTold("r1", 10, PLACED, "broken"),) if number % 3 == 0 else (),
        )
        for number in range(ORDERS)
        for hour, status in enumerate(STATES)
    ]


def tell(signal: str, seed: str, *buyers: str) -> None:
    """Everything twice, in an order of one's own; prints how many orders were new to the shop."""
    told = tellings([int(pk) for pk in buyers]) * 2
    random.Random(int(seed)).shuffle(told)  # noqa: S311 - a test's dice
    start_together(signal)
    for batch in rows.chunks(told, BATCH):

        def record(batch: list[OrderTold] = list(batch)) -> OrdersOutcome:  # noqa: B006
            return services.record_orders(batch, source=f"key:{seed}", at=PLACED)

        print(retries.in_transaction(record, tries=50).created, flush=True)
