"""Departments and staff: what a directory app reads."""

import msgspec

from practice.wire.endpoint import AnyEndpoint, Call, Json, Nothing, bounded, get, post
from practice.world import directory
from practice.world.model.corp import ROOT, Department, Permission, Staff
from practice.world.refusals import Code, Refused

CALLBACK_ADDRESSES = ["127.0.0.1"]


class OfDepartment(msgspec.Struct):
    department_id: int
    fetch_child: int = 0


class FromDepartment(msgspec.Struct):
    id: int = ROOT


class OfUser(msgspec.Struct):
    userid: str


class OfMobile(msgspec.Struct):
    mobile: str


class PageOfIds(msgspec.Struct):
    cursor: str = ""
    limit: int | None = None


def departments(call: Call, asked: FromDepartment) -> Json:
    return {"department": [_department(each) for each in _below(call, asked.id)]}


def department_ids(call: Call, asked: FromDepartment) -> Json:
    found = [
        {"id": each.department_id, "parentid": each.parent_id, "order": each.order}
        for each in _below(call, asked.id)
    ]
    return {"department_id": found}


def user(call: Call, asked: OfUser) -> Json:
    staff = call.world.staff.get(asked.userid.lower())
    if staff is None:
        raise Refused(Code.USER_NOT_FOUND, "userid not found")
    _must_see(call, staff)
    return _user(staff)


def short_users(call: Call, asked: OfDepartment) -> Json:
    found = [
        {"userid": each.user_id, "name": each.name, "department": each.departments}
        for each in _staff_of(call, asked)
    ]
    return {"userlist": found}


def users(call: Call, asked: OfDepartment) -> Json:
    return {"userlist": [_user(each) for each in _staff_of(call, asked)]}


def user_ids(call: Call, asked: PageOfIds) -> Json:
    """One row for each department that somebody is in."""
    rows = {
        f"{staff.user_id}\n{department}": {"userid": staff.user_id, "department": department}
        for staff in directory.visible(call.world, call.app)
        for department in staff.departments
    }
    limit = bounded(asked.limit, usual=10_000, most=10_000)
    keys, cursor = call.page("user/list_id", list(rows), cursor=asked.cursor, limit=limit)
    return {"next_cursor": cursor, "dept_user": [rows[key] for key in keys if key in rows]}


def user_of_mobile(call: Call, asked: OfMobile) -> Json:
    for staff in directory.visible(call.world, call.app):
        if asked.mobile and staff.mobile == asked.mobile:
            return {"userid": staff.user_id}
    raise Refused(Code.BAD_USER, "no member has this mobile")


def addresses(call: Call, asked: Nothing) -> Json:
    return {"ip_list": CALLBACK_ADDRESSES}


def _below(call: Call, department_id: int) -> list[Department]:
    world = call.world
    if department_id not in world.departments:
        raise Refused(Code.DEPARTMENT_NOT_FOUND, "department not found")
    wanted = directory.below(world, department_id)
    if call.app.sees_everybody:
        return [world.departments[each] for each in wanted]
    seen = {each for root in call.app.departments for each in directory.below(world, root)}
    return [world.departments[each] for each in wanted if each in seen]


def _staff_of(call: Call, asked: OfDepartment) -> list[Staff]:
    if asked.department_id not in call.world.departments:
        raise Refused(Code.DEPARTMENT_NOT_FOUND, "department not found")
    wanted = (
        directory.below(call.world, asked.department_id)
        if asked.fetch_child
        else {asked.department_id: None}
    )
    return [
        staff
        for staff in directory.visible(call.world, call.app)
        if any(each in wanted for each in staff.departments)
    ]


def _must_see(call: Call, staff: Staff) -> None:
    if not directory.sees(call.world, call.app, staff.user_id):
        raise Refused(Code.OUT_OF_RANGE, "no privilege to access this member")


def _department(department: Department) -> Json:
    return {
        "id": department.department_id,
        "name": department.name,
        "department_leader": [],
        "parentid": department.parent_id,
        "order": department.order,
    }


def _user(staff: Staff) -> Json:
    return {
        "userid": staff.user_id,
        "name": staff.name,
        "department": staff.departments,
        "order": [0] * len(staff.departments),
        "position": staff.position,
        "mobile": staff.mobile,
        "gender": str(staff.gender),
        "email": staff.email,
        "is_leader_in_dept": [int(each in staff.leads) for each in staff.departments],
        "direct_leader": [],
        "avatar": "",
        "alias": "",
        "status": int(staff.standing),
        "main_department": staff.departments[0],
    }


DIRECTORY = Permission.DIRECTORY
NOBODY: Json = {"userlist": []}
ENDPOINTS: list[AnyEndpoint] = [
    get(
        "department/list",
        FromDepartment,
        departments,
        permission=DIRECTORY,
        empty={"department": []},
    ),
    get(
        "department/simplelist",
        FromDepartment,
        department_ids,
        permission=DIRECTORY,
        empty={"department_id": []},
    ),
    get("user/get", OfUser, user, permission=DIRECTORY),
    get("user/simplelist", OfDepartment, short_users, permission=DIRECTORY, empty=NOBODY),
    get("user/list", OfDepartment, users, permission=DIRECTORY, empty=NOBODY),
    post("user/list_id", PageOfIds, user_ids, permission=DIRECTORY, empty={"dept_user": []}),
    post("user/getuserid", OfMobile, user_of_mobile, permission=DIRECTORY),
    get("getcallbackip", Nothing, addresses, permission=DIRECTORY, empty={"ip_list": []}),
    get("get_api_domain_ip", Nothing, addresses, permission=DIRECTORY, empty={"ip_list": []}),
]
