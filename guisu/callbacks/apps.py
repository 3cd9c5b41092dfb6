from datetime import timedelta

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "guisu.callbacks"

    def ready(self) -> None:
        from guisu.callbacks import services, tasks
        from guisu.customers import holdings
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        loops.register("callbacks", services.work_off, rest=0.2)
        every(timedelta(hours=1), tasks.forget_callbacks)
        holdings.register("callbacks", export=services.export, erase=services.erase)
