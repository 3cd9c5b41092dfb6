from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "guisu.know.groups"

    def ready(self) -> None:
        from guisu.ground.events import facts
        from guisu.ground.warehouse import dimensions
        from guisu.know.customers import holdings
        from guisu.know.groups import services, texts
        from guisu.know.groups.dimension import DIMENSIONS
        from guisu.know.groups.facts import KINDS
        from guisu.know.groups.models import Membership
        from guisu.know.segments.definition import families

        facts.register(*KINDS)
        facts.codes("way into a group", Membership.Scene.choices)
        facts.codes("way out of a group", Membership.Leaving.choices)
        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        families.register("guisu.know.groups.families")
        holdings.register(
            "groups", export=services.export, erase=services.erase, names=services.names
        )
        texts.declare()
