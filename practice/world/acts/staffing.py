"""People begin at the corp, change, and leave it."""

from practice.world import contacts, directory
from practice.world.model.broadcasts import Quota
from practice.world.model.corp import ROOT, Login, Staff, Standing
from practice.world.model.groups import GroupStatus
from practice.world.model.messages import FieldValue
from practice.world.refusals import CannotHappen
from practice.world.state import World

CHANGED = "change_contact"
LOGIN_SECONDS = 300


def hire(
    world: World,
    user_id: str,
    name: str,
    *,
    at: float,
    departments: list[int] | None = None,
    mobile: str = "",
) -> Staff:
    """A new member of staff."""
    if user_id.lower() in world.staff:
        raise CannotHappen(f"{user_id} is here already")
    staff = Staff(user_id, name, departments or [ROOT], mobile=mobile)
    directory.add_staff(world, staff)
    _told(world, "create_user", staff, at=at)
    return staff


def change(  # noqa: PLR0913 - what an admin can change about somebody
    world: World,
    user_id: str,
    *,
    at: float,
    name: str | None = None,
    departments: list[int] | None = None,
    standing: Standing | None = None,
    contacts_customers: bool | None = None,
    real_named: bool | None = None,
    licensed: bool | None = None,
    archived: bool | None = None,
    greets_by_console: bool | None = None,
    most_customers: int | None = None,
) -> Staff:
    """The admin changes somebody; name, department and standing are announced."""
    staff = directory.member(world, user_id)
    public = {"name": name, "departments": departments, "standing": standing}
    private = {
        "contacts_customers": contacts_customers,
        "real_named": real_named,
        "licensed": licensed,
        "archived": archived,
        "greets_by_console": greets_by_console,
        "most_customers": most_customers,
    }
    for field, value in {**public, **private}.items():
        if value is not None:
            setattr(staff, field, value)
    if any(value is not None for value in public.values()):
        _told(world, "update_user", staff, at=at)
    return staff


def resign(world: World, user_id: str, *, at: float) -> Staff:
    """Somebody leaves: their customers wait to be given on, their groups lose an owner."""
    staff = directory.member(world, user_id)
    staff.standing, staff.resigned_at = Standing.LEFT, at
    for group in world.groups.values():
        if group.owner == staff.user_id and not group.is_dismissed:
            group.status = GroupStatus.OWNER_LEFT
    world.tell(CHANGED, "delete_user", at, UserID=staff.user_id)
    return staff


def open_app(world: World, *, at: float, user_id: str = "", external_id: str = "") -> str:
    """Somebody opens the app's page in WeCom or WeChat: the code that its address brings."""
    if user_id:
        directory.member(world, user_id)
    else:
        contacts.person(world, external_id)
    code = world.ids.secret("login")
    world.logins[code] = Login(user_id, external_id, at + LOGIN_SECONDS)
    return code


def govern(  # noqa: PLR0913 - what the console lets an admin choose
    world: World,
    *,
    group_capacity: int | None = None,
    broadcast_quota: Quota | None = None,
    dispatch_seconds: float | None = None,
    acquisition_balance: int | None = None,
    gives_unionids: bool | None = None,
    most_tags: int | None = None,
    most_ways: int | None = None,
) -> None:
    """The admin, or the practice, sets a limit. New groups get the new capacity."""
    chosen = {
        "group_capacity": group_capacity,
        "broadcast_quota": broadcast_quota,
        "dispatch_seconds": dispatch_seconds,
        "acquisition_balance": acquisition_balance,
        "gives_unionids": gives_unionids,
        "most_tags": most_tags,
        "most_ways": most_ways,
    }
    for field, value in chosen.items():
        if value is not None:
            setattr(world.corp, field, value)


def show_app(world: World, agent_id: int, users: list[str], departments: list[int]) -> None:
    """The admin sets an app's visible range; two empty lists show it everybody."""
    app = world.apps[agent_id]
    app.users = frozenset(directory.member(world, each).user_id for each in users)
    app.departments = frozenset(departments)


def open_department(world: World, name: str, *, at: float, parent_id: int = ROOT) -> int:
    """A new department; returns its id."""
    made = directory.add_department(world, name, parent_id=parent_id)
    world.tell(
        CHANGED,
        "create_party",
        at,
        Id=made.department_id,
        Name=name,
        ParentId=parent_id,
        Order=made.order,
    )
    return made.department_id


def _told(world: World, change: str, staff: Staff, *, at: float) -> None:
    fields: dict[str, FieldValue] = {
        "UserID": staff.user_id,
        "Name": staff.name,
        "Department": ",".join(map(str, staff.departments)),
        "Status": int(staff.standing),
    }
    world.tell(CHANGED, change, at, **fields)
