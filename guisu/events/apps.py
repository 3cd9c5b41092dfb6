from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "guisu.events"

    def ready(self) -> None:
        from guisu.events import delivery
        from guisu.jobs import loops

        loops.register("deliver", delivery.deliver, rest=0.3)
