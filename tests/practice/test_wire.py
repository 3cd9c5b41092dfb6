"""The manners of the wire: tokens, failures that answer 200, paths that are not there."""

from typing import Any

import pytest

from practice.wire.endpoints import TABLE
from practice.world.model.corp import Permission
from tests.practice.running import Running

DEFAULTS = {path: each.empty for path, each in TABLE.items() if each.empty}


def test_an_unknown_path_is_404_with_nothing_in_it(ground: Running) -> None:
    answer = ground.http.get("/cgi-bin/externalcontact/nothing_such")

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize("path", sorted(DEFAULTS))
def test_failures_answer_200_with_their_default_empty_fields(path: str, ground: Running) -> None:
    method = TABLE[path].method

    answer = ground.http.request(method, f"/cgi-bin/{path}?access_token=wrong", json={})

    told = answer.json()
    assert (answer.status_code, told["errcode"]) == (200, 40014)
    assert {name: told[name] for name in DEFAULTS[path]} == DEFAULTS[path]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 41004),
        ({"corpid": "ww0", "corpsecret": "x"}, 40013),
        ({"corpid": "ours", "corpsecret": "x"}, 40001),
    ],
)
def test_a_token_needs_the_corp_and_a_secret(
    query: dict[str, str], code: int, ground: Running
) -> None:
    if query.get("corpid") == "ours":
        query = {**query, "corpid": ground.corp_id}

    assert ground.http.get("/cgi-bin/gettoken", params=query).json()["errcode"] == code


def test_a_token_is_the_same_until_it_expires(ground: Running) -> None:
    first = ground.fresh_token()
    ground.forward(7_100)
    same = ground.fresh_token()
    ground.forward(101)

    expired = ground.get("externalcontact/get_follow_user_list", token=first)
    other = ground.fresh_token()

    assert first == same
    assert (expired["errcode"], expired["follow_user"]) == (42001, [])
    assert other != first
    assert len(first) >= 200


@pytest.mark.parametrize(("how", "code"), [("revoke", 40014), ("expire", 42001)])
def test_a_token_can_be_gone_before_its_time(how: str, code: int, ground: Running) -> None:
    token = ground.fresh_token()

    ground.http.post("/practice/tokens", json={"how": how})

    assert ground.get("user/get", token=token, userid="staff01")["errcode"] == code
    assert ground.get("user/get", token=ground.fresh_token(), userid="staff01")["errcode"] == 0


def test_a_token_counts_in_the_query_only(ground: Running) -> None:
    token = ground.fresh_token()

    answer = ground.http.get(
        "/cgi-bin/externalcontact/get_follow_user_list",
        headers={"authorization": f"Bearer {token}"},
    )

    assert answer.json()["errcode"] == 41001


def test_the_token_is_looked_at_before_the_parameters(ground: Running) -> None:
    assert ground.get("externalcontact/list", token="wrong")["errcode"] == 40014
    assert ground.get("externalcontact/list")["errcode"] == 40063


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 40063),
        ({"userid": 7, "external_userid": "wm"}, 40035),
        ({"userid": "staff01", "external_userid": "wm", "remark": "字" * 21}, 40058),
        ({"userid": "staff01", "external_userid": "wm"}, 40058),
        ({"userid": "staff01", "external_userid": "wm", "remark": "x"}, 40096),
        ({"userid": "nobody", "external_userid": "wm", "remark": "x"}, 40003),
    ],
)
def test_bad_parameters_have_their_codes(body: dict[str, Any], code: int, ground: Running) -> None:
    assert ground.post("externalcontact/remark", **body)["errcode"] == code


def test_malformed_json_is_as_good_as_no_parameters_and_says_so(ground: Running) -> None:
    answer = ground.http.post(
        f"/cgi-bin/externalcontact/mark_tag?access_token={ground.fresh_token()}", content=b"{oops"
    ).json()

    assert answer["errcode"] == 40063
    assert "Warning: wrong json format." in answer["errmsg"]


def test_a_failure_says_where_it_came_from(ground: Running) -> None:
    message = ground.get("user/get", userid="nobody")["errmsg"]

    assert "hint: [" in message
    assert "from ip: 127.0.0.1" in message
    assert message.endswith("devtool/query?e=60111")


def test_an_app_may_call_its_own_families_only(ground: Running) -> None:
    directory, archive = ground.fresh_token(1), ground.fresh_token(2)

    refused = ground.get("externalcontact/get_follow_user_list", token=directory)
    allowed = ground.get("department/list", token=directory)
    archived = ground.post("msgaudit/get_permit_user_list", token=archive)

    assert (refused["errcode"], refused["follow_user"]) == (48002, [])
    assert (allowed["errcode"], archived["errcode"]) == (0, 0)


def test_an_address_that_is_not_trusted_is_refused(ground: Running) -> None:
    ground.fresh_token()
    ground.faults(trusted_ips=["10.0.0.1"])

    assert ground.get("department/list")["errcode"] == 60020


def test_calls_are_logged_without_tokens_and_secrets(ground: Running) -> None:
    ground.get("department/list")

    log = ground.look("calls")

    assert [each["path"] for each in log["calls"]] == ["gettoken", "department/list"]
    assert ground.token not in str(log)
    assert ground.secret() not in str(log)


def test_the_visible_range_bounds_what_an_app_sees(ground: Running) -> None:
    ground.act("show_app", agent_id=ground.agent_id(), users=["staff01"], departments=[])

    followers = ground.get("externalcontact/get_follow_user_list")
    other = ground.get("externalcontact/list", userid="staff02")

    assert followers["follow_user"] == ["staff01"]
    assert (other["errcode"], other["external_userid"]) == (60011, [])


def test_a_member_outside_customer_contact_has_no_customers_to_tell(ground: Running) -> None:
    ground.act("change", user_id="staff02", contacts_customers=False)

    assert ground.get("externalcontact/list", userid="staff02")["errcode"] == 84074
    followers = ground.get("externalcontact/get_follow_user_list")["follow_user"]
    assert "staff02" not in followers


def test_nobody_licensed_is_told_apart_from_some(ground: Running) -> None:
    ground.act("change", user_id="staff01", licensed=False)

    none = ground.post("externalcontact/batch/get_by_user", userid_list=["staff01"])
    some = ground.post("externalcontact/batch/get_by_user", userid_list=["staff01", "staff02"])

    assert (none["errcode"], none["external_contact_list"]) == (701008, [])
    assert some["fail_info"]["unlicensed_userid_list"] == ["staff01"]


def test_every_permission_guards_something() -> None:
    assert {each.permission for each in TABLE.values()} == set(Permission)


def test_departments_and_staff_are_told_in_all_their_forms(ground: Running) -> None:
    departments = ground.get("department/list")["department"]
    ids = ground.get("department/simplelist")["department_id"]
    north = next(each["id"] for each in departments if each["name"] == "北店")

    short = ground.get("user/simplelist", department_id=north)["userlist"]
    whole = ground.get("user/list", department_id=1, fetch_child=1)["userlist"]
    rows = ground.post("user/list_id", limit=100)["dept_user"]

    assert [each["id"] for each in ids] == [each["id"] for each in departments] == [1, 2, 3]
    assert [each["userid"] for each in short] == ["staff01", "staff03"]
    assert {each["userid"] for each in whole} == {each["userid"] for each in rows}
    mobile = ground.get("user/get", userid="STAFF01")["mobile"]
    assert ground.post("user/getuserid", mobile=mobile)["userid"] == "staff01"
    assert ground.get("getcallbackip")["ip_list"]
