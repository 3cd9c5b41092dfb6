from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "guisu.ground.staff"

    def ready(self) -> None:
        from guisu.ground.staff import retained, texts

        texts.declare()
        retained.register()
