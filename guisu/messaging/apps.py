from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guisu.messaging"

    def ready(self) -> None:
        from guisu.customers import holdings
        from guisu.jobs import loops
        from guisu.messaging import holding
        from guisu.messaging.services import carrying, following, preparing

        loops.register("broadcasts", preparing.step, rest=1)
        loops.register("errands", carrying.step, rest=0.5)
        loops.register("results", following.step, rest=5)
        holdings.register("messages", export=holding.export, erase=holding.erase)
