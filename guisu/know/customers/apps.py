from datetime import timedelta

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "guisu.know.customers"

    def ready(self) -> None:
        from guisu.ground.events import facts, guards, subscribers
        from guisu.ground.jobs.worker import every
        from guisu.ground.warehouse import dimensions
        from guisu.know.customers import facts as own
        from guisu.know.customers import holdings, texts
        from guisu.know.customers.dimension import DIMENSIONS
        from guisu.know.customers.models import Consent, Merge
        from guisu.know.customers.services import tombstones
        from guisu.know.customers.services.tags import forgetting
        from guisu.know.customers.tasks import empty_events, wipe_stores, wipe_warehouse

        facts.register(own.CustomerMerged, own.CustomerUnmerged, own.CustomerErased)
        facts.register(own.ConsentGiven, own.ConsentWithdrawn, own.TagGiven, own.TagTaken)
        facts.codes("channel of consent", Consent.Channel.choices)
        facts.codes("purpose of consent", Consent.Purpose.choices)
        facts.codes("reason of a merge", Merge.Reason.choices)
        for dimension in DIMENSIONS:
            dimensions.register(dimension)
        guards.register("erased people", tombstones.nameless)
        subscribers.subscribe("customers.scrub", [own.CustomerErased], empty_events)
        holdings.register("tags", export=forgetting.export, erase=forgetting.erase)
        texts.declare()
        every(timedelta(minutes=1), wipe_stores)
        every(timedelta(hours=12), wipe_warehouse)
