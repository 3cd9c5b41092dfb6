from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "guisu.handovers"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.handovers import calls, services
        from guisu.jobs import loops

        loops.register("handovers", calls.step, rest=2)
        holdings.register("handovers", export=services.export, erase=services.erase)
