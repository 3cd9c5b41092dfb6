from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "guisu.commerce"

    def ready(self) -> None:
        from guisu.commerce.dimensions import DIMENSIONS
        from guisu.warehouse import dimensions

        for dimension in DIMENSIONS:
            dimensions.register(dimension)
