from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "guisu.ground.proof"

    def ready(self) -> None:
        from guisu.ground.proof import texts

        texts.declare()
