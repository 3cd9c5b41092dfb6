from django.apps import AppConfig


class StaffTasksConfig(AppConfig):
    name = "guisu.stafftasks"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.events import subscribers
        from guisu.jobs import loops
        from guisu.stafftasks import facts, notices, services

        subscribers.subscribe("stafftasks", facts.KINDS, services.hear)
        loops.register("notices", notices.send, rest=1)
        loops.register("reminders", services.remind, rest=10)
        holdings.register("staff tasks", export=services.export, erase=services.erase)
