from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guisu.know.customers"

    def ready(self) -> None:
        from guisu.ground.events import guards, subscribers
        from guisu.ground.warehouse import dimensions
        from guisu.know.customers import holdings
        from guisu.know.customers.dimension import DIMENSIONS
        from guisu.know.customers.services import tombstones
        from guisu.know.customers.services.tags import forgetting
        from guisu.know.customers.tasks import ERASED, empty_events

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        guards.register("erased people", tombstones.nameless)
        subscribers.subscribe("customers.scrub", {ERASED}, empty_events)
        holdings.register("tags", export=forgetting.export, erase=forgetting.erase)
