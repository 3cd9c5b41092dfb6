from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "guisu.ground.proof"
