"""What the audit log says of tasks."""

from django.utils.translation import gettext_lazy as _

from guisu.act.stafftasks.models import KindChoice
from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    families={
        "task": _("tasks"),
    },
    actions={
        "task.opened": _("opened a task"),
        "task.said_done": _("said that a task is done"),
        "task.withdrawn": _("withdrew a task"),
    },
    fields={
        "task": _("Task"),
        "tasks": _("Tasks"),
    },
    values={
        **dict(KindChoice.choices),
    },
    subjects={
        "task": (_("task"), "console:task"),
    },
)
