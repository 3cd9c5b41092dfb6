from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "guisu.warehouse"

    def ready(self) -> None:
        from guisu.jobs import loops
        from guisu.staff import listeners
        from guisu.warehouse import dimensions, loading, stores

        dimensions.register(stores.DIMENSION)
        listeners.on_store(stores.mark)
        loops.register("warehouse", loading.load, rest=1)
