from datetime import timedelta

from django.apps import AppConfig


class AcquisitionConfig(AppConfig):
    name = "guisu.act.acquisition"

    def ready(self) -> None:
        from guisu.act.acquisition import services, tasks, texts
        from guisu.act.acquisition.domain.greetings import SENDERS
        from guisu.act.acquisition.facts import CodeArrived
        from guisu.act.acquisition.services import arrivals, carrying
        from guisu.ground.channels import inbound
        from guisu.ground.channels.reach import Provider
        from guisu.ground.events import facts, subscribers
        from guisu.ground.jobs import clock, loops
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings

        facts.register(CodeArrived)
        inbound.hear(Provider.WECOM, services.owe, at_once=True)
        # A loop of its own: twenty seconds are over soon, whatever else is to be done. Several
        # threads, as one slow answer of WeCom's must not keep those who come after waiting.
        loops.register("welcomes", services.greet, rest=0.5, threads=SENDERS, is_urgent=True)
        loops.register("codes", services.carry_out, rest=2, is_calling=True)
        clock.register("codes", carrying.take_back)
        subscribers.subscribe("acquisition.arrivals", arrivals.KINDS, arrivals.follow)
        every(timedelta(hours=6), tasks.forget_greetings)
        holdings.register("greetings", export=services.export, erase=services.erase)
        holdings.register("codes", export=arrivals.export, erase=arrivals.erase)
        texts.declare()
