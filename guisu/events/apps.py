from datetime import timedelta

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "guisu.events"

    def ready(self) -> None:
        from guisu.events import delivery, tasks
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        loops.register("deliver", delivery.deliver, rest=0.3)
        every(timedelta(hours=1), tasks.forget_seen_messages)
