from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "guisu.intake"

    def ready(self) -> None:
        from guisu.intake import services
        from guisu.jobs import loops

        loops.register("intake", services.expand, rest=0.2)
