"""How long the audit, sessions and failed sign-ins are kept."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from guisu.ground.database import retention
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.staff.models import AuditEntry


def register() -> None:
    audit = AuditEntry.objects.all
    retention.register("audit", _("Audit log"), usual=1_095, rows=audit, since="at")
    ended = Session.objects.all
    title = _("Sessions, after their end")
    retention.register("sessions", title, usual=1, rows=ended, since="expire_date")
    tried = {"attempts": AccessAttempt, "failures": AccessFailureLog, "sign_ins": AccessLog}
    titles = {
        "attempts": _("Sign-ins that failed, for lock-out"),
        "failures": _("Sign-ins that failed, one by one"),
        "sign_ins": _("Sign-ins"),
    }
    for name, model in tried.items():
        rows = model.objects.all
        retention.register(name, titles[name], usual=90, rows=rows, since="attempt_time")
