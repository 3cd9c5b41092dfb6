from datetime import timedelta

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "guisu.ground.events"

    def ready(self) -> None:
        from guisu.ground.events import delivery, retained, tasks, texts
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every

        loops.register("deliver", delivery.deliver, rest=0.3)
        every(timedelta(hours=1), tasks.forget_seen_messages)
        texts.declare()
        retained.register()
