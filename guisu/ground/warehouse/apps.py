from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "guisu.ground.warehouse"

    def ready(self) -> None:
        from guisu.ground.jobs import loops
        from guisu.ground.staff import listeners
        from guisu.ground.warehouse import dimensions, errands, stores, texts

        dimensions.register(stores.DIMENSION)
        listeners.on_store(stores.mark)
        loops.register("warehouse", errands.step, rest=1)
        texts.declare()
