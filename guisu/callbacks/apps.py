from datetime import timedelta

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "guisu.callbacks"

    def ready(self) -> None:
        from guisu.callbacks import services, tasks
        from guisu.callbacks.domain import WORKERS
        from guisu.customers import holdings
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        # What takes the time is WeCom's answers, and their order does not matter.
        loops.register("callbacks", services.work_off, rest=0.5, threads=WORKERS)
        every(timedelta(hours=1), tasks.forget_callbacks)
        holdings.register("callbacks", export=services.export, erase=services.erase)
