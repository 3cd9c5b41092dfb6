from datetime import timedelta

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "guisu.ground.channels"

    def ready(self) -> None:
        from guisu.ground.channels import tasks
        from guisu.ground.channels.wecom.usage import usage
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every

        loops.register("calls", usage.keep, rest=10)
        every(timedelta(hours=6), tasks.forget_calls)
