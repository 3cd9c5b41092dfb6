from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "guisu.know.commerce"

    def ready(self) -> None:
        from guisu.ground.events import facts, subscribers
        from guisu.ground.jobs.backend import once
        from guisu.ground.staff import listeners
        from guisu.ground.warehouse import dimensions
        from guisu.know.commerce import people, reactions, shop_events, tasks, texts
        from guisu.know.commerce.dimensions import DIMENSIONS
        from guisu.know.commerce.facts import (
            OrderPlaced,
            OrderRefunded,
            OrderReturned,
            OrderStatusChanged,
        )
        from guisu.know.commerce.models import Order
        from guisu.know.commerce.services import erasing
        from guisu.know.customers import holdings, selections

        facts.register(OrderPlaced, OrderReturned, OrderStatusChanged, OrderRefunded)
        facts.register(*shop_events.KINDS)
        facts.keep_of_others(figures=shop_events.FIGURES, words=shop_events.WORDS)
        facts.codes("order status", Order.Status.choices)
        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        subscribers.subscribe("commerce.purchases", reactions.MERGES, reactions.count_anew)
        subscribers.subscribe("commerce.sales", shop_events.KINDS, reactions.take_sales)
        holdings.register("orders", export=erasing.export, erase=erasing.erase)
        selections.register("customers-list", people.chosen)
        # Amounts are not converted: what counts as spent is what was paid in the new currency.
        listeners.on_currency(lambda: once(tasks.count_all_purchases, "purchases").enqueue())
        texts.declare()
