from datetime import timedelta

from django.apps import AppConfig


class AcquisitionConfig(AppConfig):
    name = "guisu.acquisition"

    def ready(self) -> None:
        from guisu.acquisition import services, tasks
        from guisu.customers import holdings
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        # A loop of its own: twenty seconds are over soon, whatever else is to be done.
        loops.register("welcomes", services.greet, rest=0.2)
        every(timedelta(hours=6), tasks.forget_greetings)
        holdings.register("greetings", export=services.export, erase=services.erase)
