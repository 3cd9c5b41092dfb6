from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "guisu.act.outreach"

    def ready(self) -> None:
        from guisu.act.outreach import holding, texts
        from guisu.act.outreach.services import causes, dispatching, waiting
        from guisu.ground.channels.waiting import register
        from guisu.ground.jobs import loops
        from guisu.know.customers import holdings

        loops.register_lanes("outreach", dispatching.step, lanes=dispatching.lanes)
        loops.register("stopped", causes.sweep, rest=5)
        register(waiting.DELIVERIES)
        holdings.register("deliveries", export=holding.export, erase=holding.erase)
        texts.declare()
