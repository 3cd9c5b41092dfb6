from django.apps import AppConfig


class StaffTasksConfig(AppConfig):
    name = "guisu.act.stafftasks"

    def ready(self) -> None:
        from guisu.act.outreach.services import causes
        from guisu.act.stafftasks import copies, notices, proofs, services, texts
        from guisu.ground.channels.waiting import register
        from guisu.ground.events import subscribers
        from guisu.ground.jobs import loops
        from guisu.know.customers import holdings

        causes.stops(copies.ROOM, services.silence)
        subscribers.subscribe("stafftasks", proofs.KINDS, services.hear)
        loops.register("notices", notices.send, rest=1, is_calling=True)
        loops.register("reminders", services.remind, rest=10)
        register(notices.WAITING)
        holdings.register("staff tasks", export=services.export, erase=services.erase)
        texts.declare()
