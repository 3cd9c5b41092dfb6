from datetime import timedelta

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "guisu.channels"

    def ready(self) -> None:
        from guisu.channels import tasks
        from guisu.channels.wecom.usage import usage
        from guisu.jobs import loops
        from guisu.jobs.worker import every

        loops.register("calls", usage.keep, rest=10)
        every(timedelta(hours=6), tasks.forget_calls)
