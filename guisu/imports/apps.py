from datetime import timedelta

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "guisu.imports"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.imports import tasks
        from guisu.imports.services import erasing
        from guisu.jobs.worker import every

        every(timedelta(minutes=1), tasks.mend_imports)
        every(timedelta(hours=6), tasks.forget_uploads)
        holdings.register("imports", export=erasing.export, erase=erasing.erase)
