from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guisu.customers"

    def ready(self) -> None:
        from guisu.customers.dimension import DIMENSIONS
        from guisu.warehouse import dimensions

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
