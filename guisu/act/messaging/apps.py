from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guisu.act.messaging"

    def ready(self) -> None:
        from guisu.act.messaging import holding, texts
        from guisu.act.messaging.facts import MessageSent
        from guisu.act.messaging.services import (
            carrying,
            copies,
            drafts,
            following,
            preparing,
            waiting,
        )
        from guisu.act.outreach.services import causes
        from guisu.ground.channels.waiting import register
        from guisu.ground.events import facts
        from guisu.ground.jobs import loops
        from guisu.know.customers import holdings

        facts.register(MessageSent)
        register(waiting.MESSAGES)
        register(waiting.ERRANDS)
        causes.stops(copies.ROOM, drafts.stop)
        loops.register("broadcasts", preparing.step, rest=2)
        loops.register("errands", carrying.step, rest=1, is_calling=True)
        loops.register("results", following.step, rest=5, is_calling=True)
        holdings.register("messages", export=holding.export, erase=holding.erase)
        texts.declare()
