from datetime import timedelta

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "guisu.segments"

    def ready(self) -> None:
        from guisu.jobs.worker import every
        from guisu.segments import tasks

        every(timedelta(hours=1), tasks.keep_learning)
