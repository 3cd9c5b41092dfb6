from django.apps import AppConfig
from django.urls import reverse


class ConsoleConfig(AppConfig):
    name = "guisu.doors.console"

    def ready(self) -> None:
        from guisu.act.stafftasks import links

        links.lead(
            lambda pk, token: (
                reverse("console:own-task", args=[token])
                if token
                else reverse("console:task", args=[pk])
            )
        )
