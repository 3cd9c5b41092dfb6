from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guisu.customers"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.customers.dimension import DIMENSIONS
        from guisu.customers.services import tombstones
        from guisu.customers.services.tags import forgetting
        from guisu.customers.tasks import ERASED, empty_events
        from guisu.events import guards, subscribers
        from guisu.warehouse import dimensions

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        guards.register("erased people", tombstones.nameless)
        subscribers.subscribe("customers.scrub", {ERASED}, empty_events)
        holdings.register("tags", export=forgetting.export, erase=forgetting.erase)
