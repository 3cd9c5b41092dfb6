from datetime import timedelta

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "guisu.know.segments"

    def ready(self) -> None:
        from guisu.ground.events import facts
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings
        from guisu.know.segments import holding, retained, tasks, texts
        from guisu.know.segments.definition import families
        from guisu.know.segments.facts import SegmentEntered, SegmentLeft
        from guisu.know.segments.services import reacting, tagging

        facts.register(SegmentEntered, SegmentLeft)
        families.register("guisu.know.segments.families")
        every(timedelta(minutes=10), tasks.keep_learning)
        every(timedelta(hours=1), tasks.keep_valuing)
        every(timedelta(minutes=1), tasks.refresh_segments)
        loops.register("segments", reacting.follow, rest=0.4)
        loops.register("tag rules", tagging.follow, rest=1.0)
        holdings.register("segments", export=holding.export, erase=holding.erase)
        texts.declare()
        retained.register()
