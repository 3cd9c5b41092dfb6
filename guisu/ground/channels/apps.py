from datetime import timedelta

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "guisu.ground.channels"

    def ready(self) -> None:
        from guisu.ground.channels import carriers, tasks, texts
        from guisu.ground.channels.email.adapter import ADAPTER as SMTP
        from guisu.ground.channels.reach import Provider
        from guisu.ground.channels.wecom.adapter import ADAPTER as WECOM
        from guisu.ground.channels.wecom.usage import usage
        from guisu.ground.jobs import loops
        from guisu.ground.jobs.worker import every

        carriers.register(Provider.WECOM, WECOM)
        carriers.register(Provider.SMTP, SMTP)
        loops.register("calls", usage.keep, rest=10)
        every(timedelta(hours=6), tasks.forget_calls)
        texts.declare()
