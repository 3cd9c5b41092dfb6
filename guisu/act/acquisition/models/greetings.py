"""What new contacts are greeted with, and the greetings that are owed, sent or missed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.channels.models import Connection


class Welcome(models.Model):
    """Words for people who come by one code (`state`), or, where that is empty, by any other way.

    Attachments as WeCom's `send_welcome_msg` takes them.
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


class Greeting(models.Model):
    """One greeting owed: written with the callback that brought its code, sent by its own loop.

    `sending` is written before the call. A process that dies in it leaves a greeting of which
    nobody knows whether it arrived, and which is not sent again. Where WeCom gives no code, the
    row says that nobody was greeted, and `code` holds what tells the event from others.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("greeting", "Waiting")
        SENDING = "sending", pgettext_lazy("greeting", "Being sent")
        SENT = "sent", pgettext_lazy("greeting", "Sent")
        FAILED = "failed", pgettext_lazy("greeting", "Refused")
        LATE = "late", pgettext_lazy("greeting", "Too late")
        UNKNOWN = "unknown", pgettext_lazy("greeting", "Not known whether it arrived")
        NO_CODE = "no_code", pgettext_lazy("greeting", "WeCom gave no welcome code")
        SPARED = "spared", pgettext_lazy("greeting", "Greeted already when half added")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    code = models.CharField(max_length=200)
    userid = models.CharField(max_length=64)
    external_userid = models.CharField(max_length=64)
    channel_state = models.CharField(max_length=64, blank=True)
    is_half = models.BooleanField(
        default=False, help_text="Added from one side; the colleague's side may follow."
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    came_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The code is good for nothing any more.")
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "code"], name="greeted_once_a_code"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="greeting_due",
            ),
            models.Index(fields=["came_at"], name="greeting_age"),
            models.Index(fields=["external_userid"], name="greeting_contact"),
        ]

    def __str__(self) -> str:
        return f"greeting {self.pk} {self.state}"
