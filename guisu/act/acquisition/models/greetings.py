"""What new contacts are greeted with, and the greetings that are owed, sent or missed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.channels.models import Connection
from guisu.ground.database.editions import Edited
from guisu.ground.jobs.owing import Owed


class Welcome(Edited):
    """Words for people who come by one code (`state`), or, where that is empty, by any other way.

    Attachments are `Part`s of a channel's content.
    """

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="welcomes"
    )
    state = models.CharField(max_length=64, blank=True)
    text = models.TextField(_("text"), blank=True)
    attachments: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "state"], name="welcome_once_a_state"),
        ]

    def __str__(self) -> str:
        return f"welcome {self.state or '*'}"


class Greeting(Owed):
    """One greeting owed: written with the callback that brought its code, sent by its own loop.

    It is held from before the call. A process that dies in it leaves a greeting of which nobody
    knows whether it arrived, and which is not sent again; `expires_at`: its code is good for
    nothing any more. Where nobody is to be greeted the row is dropped and says why; without a code
    of WeCom's `welcome_code` holds what tells the event from others.
    """

    class Spared(models.TextChoices):
        NO_CODE = "no_code", pgettext_lazy("greeting", "WeCom gave no welcome code")
        HALF = "spared", pgettext_lazy("greeting", "Greeted already when half added")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    welcome_code = models.CharField(max_length=200)
    userid = models.CharField(max_length=64)
    external_userid = models.CharField(max_length=64)
    channel_state = models.CharField(max_length=64, blank=True)
    is_half = models.BooleanField(
        default=False, help_text="Added from one side; the colleague's side may follow."
    )
    came_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "welcome_code"], name="greeted_once_a_code"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="greeting_due"),
            models.Index(fields=["came_at"], name="greeting_age"),
            models.Index(fields=["external_userid"], name="greeting_contact"),
        ]

    def __str__(self) -> str:
        return f"greeting {self.pk} {self.state}"
