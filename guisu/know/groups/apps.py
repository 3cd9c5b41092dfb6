from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "guisu.know.groups"

    def ready(self) -> None:
        from guisu.ground.events import facts
        from guisu.know.customers import holdings
        from guisu.know.groups import services
        from guisu.know.groups.facts import GroupCodeTold, GroupDescribed, GroupJoined, GroupLeft
        from guisu.know.groups.models import Membership

        facts.register(GroupDescribed, GroupJoined, GroupCodeTold, GroupLeft)
        facts.codes("way into a group", dict(Membership.Scene.choices))
        facts.codes("way out of a group", dict(Membership.Leaving.choices))
        holdings.register("groups", export=services.export, erase=services.erase)
