from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "guisu.groups"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.groups import services

        holdings.register("groups", export=services.export, erase=services.erase)
