from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "guisu.act.handovers"

    def ready(self) -> None:
        from guisu.act.handovers import calls, services, texts
        from guisu.ground.channels.waiting import register
        from guisu.ground.jobs import loops
        from guisu.know.customers import holdings

        loops.register("handovers", calls.step, rest=2, is_calling=True)
        register(calls.WAITING)
        holdings.register("handovers", export=services.export, erase=services.erase)
        texts.declare()
