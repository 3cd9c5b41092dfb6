from datetime import timedelta

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "guisu.intake"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.intake import services, tasks
        from guisu.intake.services import erasing
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        loops.register("intake", services.expand, rest=0.2)
        every(timedelta(hours=6), tasks.forget_refused_messages)
        holdings.register("refused_messages", export=erasing.export, erase=erasing.erase)
