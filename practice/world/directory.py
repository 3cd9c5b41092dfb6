"""Departments, staff and apps: who is there and who sees whom."""

from practice.world.model.corp import ROOT, App, Department, Permission, Staff, Standing
from practice.world.refusals import Code, Refused
from practice.world.state import World


def add_department(world: World, name: str, *, parent_id: int = ROOT) -> Department:
    number = max(world.departments, default=0) + 1
    department = Department(number, name, parent_id, order=1000 - number)
    world.departments[number] = department
    return department


def add_staff(world: World, staff: Staff) -> Staff:
    world.staff[staff.user_id.lower()] = staff
    return staff


def add_app(world: World, name: str, *, permissions: frozenset[Permission] | None = None) -> App:
    agent_id = 1000000 + world.ids.number("agent") + 1
    app = App(agent_id, name, world.ids.secret("app"))
    if permissions is not None:
        app.permissions = permissions
    world.apps[agent_id] = app
    return app


def member(world: World, user_id: str) -> Staff:
    """The member with this id, in any case of letters. Refuses unknown ones (40003)."""
    found = world.staff.get(user_id.lower())
    if found is None or not found.is_here:
        raise Refused(Code.BAD_USER, "userid not found")
    return found


def below(world: World, department_id: int) -> dict[int, None]:
    """The department and all below it."""
    found = {department_id: None}
    for department in world.departments.values():  # parents are always made before children
        if department.parent_id in found:
            found[department.department_id] = None
    return found


def sees(world: World, app: App, user_id: str) -> bool:
    """Whether `user_id` is in the visible range (可见范围) of the app."""
    if app.sees_everybody or user_id in app.users:
        return True
    staff = world.staff.get(user_id.lower())
    if staff is None:
        return False
    return any(
        department in below(world, root)
        for root in app.departments
        for department in staff.departments
    )


def visible(world: World, app: App, *, with_gone: bool = False) -> list[Staff]:
    """The staff in the app's visible range, in the order they came."""
    return [
        staff
        for staff in world.staff.values()
        if (staff.is_here or with_gone) and sees(world, app, staff.user_id)
    ]


def serving(world: World, app: App, user_id: str) -> Staff:
    """A visible member who may have customers. Refuses 40003, 60011 and 84074."""
    staff = member(world, user_id)
    if not sees(world, app, staff.user_id):
        raise Refused(Code.OUT_OF_RANGE, "no privilege to access this member")
    if not staff.contacts_customers:
        raise Refused(Code.NO_CONTACT_PERMISSION, "not allowed to contact customers")
    return staff


def members_of(world: World, users: list[str], parties: list[int]) -> list[Staff]:
    """The staff named and those of the departments named with all below them, each once."""
    found = {
        user.lower(): world.staff[user.lower()] for user in users if user.lower() in world.staff
    }
    wanted = {each for party in parties for each in below(world, party)}
    for key, staff in world.staff.items() if wanted else ():
        if wanted.intersection(staff.departments):
            found.setdefault(key, staff)
    return [staff for staff in found.values() if staff.standing is not Standing.LEFT]
