from datetime import timedelta

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "guisu.take_in.sync"

    def ready(self) -> None:
        from guisu.ground.channels import inbound
        from guisu.ground.channels.reach import Provider
        from guisu.ground.events import facts, subscribers
        from guisu.ground.jobs import clock, loops
        from guisu.ground.jobs.worker import every
        from guisu.know.customers import holdings
        from guisu.take_in.sync import retained, tasks, texts
        from guisu.take_in.sync.facts import ContactAdded, ContactEnded
        from guisu.take_in.sync.models import ADD_WAYS, Tie
        from guisu.take_in.sync.services import (
            happenings,
            marking,
            marks,
            mirroring,
            reading,
            rosters,
            ties,
        )

        facts.register(ContactAdded, ContactEnded)
        facts.codes("way of adding", ADD_WAYS.items())
        facts.codes("end of a contact", Tie.Ending.choices)
        inbound.hear(Provider.WECOM, happenings.take)
        clock.register("what was read", marks.take_back)
        loops.register("rosters", rosters.look_at_due, rest=2, is_calling=True)
        loops.register("sync", reading.step, rest=5, is_calling=True)
        loops.register("tags", marking.step, rest=2, is_calling=True)
        loops.register("tag mirrors", mirroring.step, rest=5, is_calling=True)
        subscribers.subscribe("sync.marking", marking.KINDS, marking.follow)
        every(timedelta(hours=6), tasks.read_everything)
        holdings.register("ties", export=ties.export, erase=ties.erase, names=ties.names)
        texts.declare()
        retained.register()
