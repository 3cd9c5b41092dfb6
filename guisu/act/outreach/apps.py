from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "guisu.act.outreach"
