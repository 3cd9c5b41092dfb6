"""Asking WeCom about what one task is about, without waiting for its news."""

from django.db.models import Q
from django.utils import timezone

from guisu.act.stafftasks.domain import Kind
from guisu.act.stafftasks.models import StaffTask
from guisu.know.customers.models import Customer, Identity
from guisu.know.customers.selectors import rows_of
from guisu.know.groups import services as groups
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Tie
from guisu.take_in.sync.services import happenings, rosters

CONTACT = Identity.Channel.EXTERNAL_USERID
MOST_NEW = 20


def look(task: StaffTask) -> None:
    """Bring in what WeCom says now. Raises a `ChannelError`; safe to repeat."""
    about = task.about
    match Kind(task.kind):
        case Kind.OPEN_GROUP:
            _new_groups(task)
        case Kind.REMOVE_MEMBER | Kind.PASS_ON if about.group:
            rosters.refresh(Group.objects.get(pk=about.group), at=timezone.now())
        case Kind.ADD_FRIEND | Kind.PASS_ON:
            _new_contacts(task)
        case _:
            pass


def _new_groups(task: StaffTask) -> None:
    """The groups that the colleague owns and that are not known yet, or go by the name."""
    owned = rosters.owned_by(task.colleague)
    here = Group.objects.filter(connection=task.connection, ended_at=None)
    known = here.filter(chat_id__in=owned).exclude(Q(told_at=None) | Q(name=task.about.name))
    for chat_id in sorted(owned - set(known.values_list("chat_id", flat=True))):
        rosters.refresh(groups.made(task.connection, chat_id), at=timezone.now())


def _new_contacts(task: StaffTask) -> None:
    """The person, where WeCom's name for them is known; else the colleague's newest contacts."""
    customer = Customer.objects.filter(pk=task.about.customer).first()
    rows = rows_of(customer) if customer else []
    own = Identity.objects.filter(channel=CONTACT, customer__in=rows)
    wanted = list(own.values_list("value", flat=True))
    if not wanted:
        present = happenings.present(task.colleague)
        tied = Tie.objects.filter(colleague=task.colleague, external_userid__in=present)
        wanted = sorted(set(present) - set(tied.values_list("external_userid", flat=True)))
    for external_userid in wanted[:MOST_NEW]:
        happenings.refresh(task.connection, external_userid)
