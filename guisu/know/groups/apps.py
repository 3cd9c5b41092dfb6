from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "guisu.know.groups"

    def ready(self) -> None:
        from guisu.know.customers import holdings
        from guisu.know.groups import services

        holdings.register("groups", export=services.export, erase=services.erase)
