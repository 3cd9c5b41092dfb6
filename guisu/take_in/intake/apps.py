from datetime import timedelta

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "guisu.take_in.intake"

    def ready(self) -> None:
        from guisu.ground.events import facts
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings
        from guisu.take_in.intake import facts as told
        from guisu.take_in.intake import services, tasks, texts
        from guisu.take_in.intake.services import erasing

        facts.register(told.PAGE, told.SCREEN, told.IDENTIFY, told.ALIAS, told.GROUP)
        facts.keep_of_others(words=told.WORDS)
        loops.register("intake", services.expand, rest=0.2)
        every(timedelta(hours=6), tasks.forget_refused_messages)
        holdings.register(
            "refused_messages", export=erasing.export, erase=erasing.erase, names=erasing.names
        )
        texts.declare()
