from datetime import timedelta

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "guisu.doors.callbacks"

    def ready(self) -> None:
        from guisu.doors.callbacks import services, tasks, texts
        from guisu.doors.callbacks.domain import WORKERS
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings

        # What takes the time is WeCom's answers, and their order does not matter.
        loops.register("callbacks", services.work_off, rest=0.5, threads=WORKERS, is_calling=True)
        every(timedelta(hours=1), tasks.forget_callbacks)
        holdings.register("callbacks", export=services.export, erase=services.erase)
        texts.declare()
