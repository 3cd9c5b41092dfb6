from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guisu.customers"

    def ready(self) -> None:
        from guisu.customers.dimension import DIMENSIONS
        from guisu.customers.tasks import ERASED, empty_events
        from guisu.events import subscribers
        from guisu.warehouse import dimensions

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        subscribers.subscribe("customers.scrub", {ERASED}, empty_events)
