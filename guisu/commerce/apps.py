from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "guisu.commerce"
