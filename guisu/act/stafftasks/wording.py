"""What a task says, in the reader's language: made when it is shown, from whom it is about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.act.stafftasks.domain import Kind, Rung
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.port import Limits
from guisu.know.customers.models import Customer
from guisu.know.groups.models import Group

NAMELESS = "–"
TITLES = {
    Kind.OPEN_GROUP: gettext_lazy("Open the group “%(name)s”"),
    Kind.REMOVE_MEMBER: gettext_lazy("Remove %(person)s from “%(group)s”"),
    Kind.POST_IN_GROUP: gettext_lazy("Post in “%(group)s”"),
    Kind.ADD_FRIEND: gettext_lazy("Add %(person)s as a friend"),
    Kind.CONFIRM_MESSAGE: gettext_lazy("Confirm the mass message “%(what)s”"),
    Kind.PUBLISH_MOMENT: gettext_lazy("Publish the Moment “%(what)s”"),
    Kind.PASS_ON: gettext_lazy("Hand %(person)s over to %(colleague)s"),
}
GROUP_PASSED_ON = gettext_lazy("Hand “%(group)s” over to %(colleague)s")
STEPS = {
    Kind.OPEN_GROUP: (
        gettext_lazy("In WeCom: Workbench, Customer groups, Create a group."),
        gettext_lazy("Give it exactly the name above; you are its owner."),
    ),
    Kind.REMOVE_MEMBER: (
        gettext_lazy("Open the group in WeCom, its menu at the top right, the list of members."),
        gettext_lazy("Choose Remove, tick the person, and confirm."),
    ),
    Kind.POST_IN_GROUP: (
        gettext_lazy("Copy the text below."),
        gettext_lazy("Open the group in WeCom, paste it, and send."),
        gettext_lazy(
            "Then press “I did it” here: WeCom does not show us what is written in groups."
        ),
    ),
    Kind.ADD_FRIEND: (
        gettext_lazy(
            "In WeCom: Contacts, Add customer; search by the phone number, or in the group."
        ),
        gettext_lazy("Say who you are. The task ends by itself once the person has agreed."),
    ),
    Kind.CONFIRM_MESSAGE: (
        gettext_lazy("In WeCom: Workbench, Customer contact, Mass message assistant."),
        gettext_lazy("Look the message over, and press Send."),
    ),
    Kind.PUBLISH_MOMENT: (
        gettext_lazy("In WeCom: Workbench, Customer Moments."),
        gettext_lazy("Look it over, and press Publish."),
    ),
    Kind.PASS_ON: (
        gettext_lazy("Introduce the two to each other in WeCom and share the contact card."),
        gettext_lazy("The task ends by itself once WeCom shows it."),
    ),
}


@dataclass(slots=True)
class Names:
    """Names of the groups, people and colleagues of several tasks, asked for at once."""

    groups: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    colleagues: dict[int, str] = field(default_factory=dict)


def names(tasks: Iterable[StaffTask]) -> Names:
    about = [task.about for task in tasks]
    people = Customer.objects.filter(pk__in={one.customer for one in about})
    return Names(
        groups={
            each.pk: str(each) for each in Group.objects.filter(pk__in={one.group for one in about})
        },
        people={
            each.pk: (each.merged_into or each).name
            or _("customer %(number)s") % {"number": each.pk}
            for each in people.select_related("merged_into")
        },
        colleagues={
            each.pk: str(each)
            for each in Colleague.objects.filter(pk__in={one.colleague for one in about})
        },
    )


def title(task: StaffTask, known: Names | None = None) -> str:
    """What is to be done, in one line."""
    known = known or names([task])
    about = task.about
    told = {
        "group": known.groups.get(about.group, NAMELESS),
        "person": known.people.get(about.customer, NAMELESS),
        "colleague": known.colleagues.get(about.colleague, NAMELESS),
        "name": about.name,
        "what": task.words.get("what", ""),
    }
    hands_a_group = task.kind == Kind.PASS_ON and about.group
    return str(GROUP_PASSED_ON if hands_a_group else TITLES[Kind(task.kind)]) % told


def steps(task: StaffTask) -> list[str]:
    """How to do it in WeCom, step by step."""
    return [str(step) for step in STEPS[Kind(task.kind)]]


def card(task: StaffTask, rung: Rung, limits: Limits) -> tuple[str, str]:
    """Title and description of a message that tells of the task, within its carrier's `limits`."""
    heads = {
        Rung.TOLD: _("To do: %(title)s"),
        Rung.REMINDED: _("Due now: %(title)s"),
        Rung.MANAGER: _("Overdue at %(colleague)s: %(title)s"),
        Rung.OWNER: _("Overdue at %(colleague)s: %(title)s"),
        Rung.WITHDRAWN: _("No longer needed: %(title)s"),
    }
    told = {"title": title(task), "colleague": str(task.colleague)}
    due = date_format(timezone.localtime(task.due_at), "SHORT_DATETIME_FORMAT")
    lines = [_("Until %(moment)s") % {"moment": due}]
    if rung in {Rung.TOLD, Rung.REMINDED}:
        lines += [*_extra(task), *steps(task)]
    head = clipped(heads[rung] % told, limits.title_bytes)
    return head, clipped("\n".join(lines), limits.text_bytes)


def clipped(text: str, most: int) -> str:
    """`text` in at most `most` bytes of UTF-8, whole characters."""
    whole = text.encode()
    if len(whole) <= most:
        return text
    return whole[: most - len("…".encode())].decode(errors="ignore") + "…"


def _extra(task: StaffTask) -> list[str]:
    note: Any = task.words.get("note", "")
    return [str(note)] if note else []
