from datetime import timedelta

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "guisu.take_in.imports"

    def ready(self) -> None:
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings
        from guisu.take_in.imports import tasks, texts
        from guisu.take_in.imports.services import erasing

        every(timedelta(minutes=1), tasks.mend_imports)
        every(timedelta(hours=6), tasks.forget_uploads)
        holdings.register("imports", export=erasing.export, erase=erasing.erase)
        texts.declare()
