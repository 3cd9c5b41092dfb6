from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "guisu.commerce"

    def ready(self) -> None:
        from guisu.commerce import people, reactions, shop_events, tasks
        from guisu.commerce.dimensions import DIMENSIONS
        from guisu.commerce.services import erasing
        from guisu.customers import holdings, selections
        from guisu.events import subscribers
        from guisu.jobs.backend import once
        from guisu.staff import listeners
        from guisu.warehouse import dimensions

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        subscribers.subscribe("commerce.purchases", reactions.MERGES, reactions.count_anew)
        subscribers.subscribe("commerce.sales", shop_events.KINDS, reactions.take_sales)
        holdings.register("orders", export=erasing.export, erase=erasing.erase)
        selections.register("customers-list", people.chosen)
        # Amounts are not converted: what counts as spent is what was paid in the new currency.
        listeners.on_currency(lambda: once(tasks.count_all_purchases, "purchases").enqueue())
