from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "guisu.ground.jobs"

    def ready(self) -> None:
        from guisu.ground.jobs import loops, tasks, texts, worker

        loops.register("jobs", worker.work, rest=0.5)
        loops.register("schedule", worker.schedule, rest=15)
        worker.every(timedelta(hours=6), tasks.forget_finished_jobs)
        worker.every(timedelta(hours=6), tasks.forget_what_ends)
        texts.declare()
