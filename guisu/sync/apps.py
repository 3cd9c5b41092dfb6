from datetime import timedelta

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "guisu.sync"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.jobs import loops
        from guisu.jobs.worker import every
        from guisu.sync import tasks
        from guisu.sync.services import reading, rosters, ties

        loops.register("rosters", rosters.look_at_due, rest=0.5)
        loops.register("sync", reading.step, rest=5)
        every(timedelta(hours=6), tasks.read_everything)
        holdings.register("ties", export=ties.export, erase=ties.erase)
