from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "guisu.warehouse"

    def ready(self) -> None:
        from guisu.jobs import loops
        from guisu.warehouse import loading

        loops.register("warehouse", loading.load, rest=1)
