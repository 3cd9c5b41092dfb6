"""Contact codes on a practice ground: what is wanted of them is what WeCom has, once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from guisu.act.acquisition import services
from guisu.act.acquisition.domain.codes import BadCode, CodeIsOver, GroupCodesDoNotPause
from guisu.act.acquisition.domain.duty import Shift, Why
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.selectors import planning
from guisu.act.acquisition.services import codes
from guisu.act.acquisition.services.codes import Wish
from tests import make
from tests.acquisition.acts import COLLEAGUES, carried, code, people, scan, settle, there, wish
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
ADD, UPDATE = "externalcontact/add_contact_way", "externalcontact/update_contact_way"


@pytest.fixture(autouse=True)
def _known(blossom: Shop) -> None:
    blossom.read()


def ways(shop: Shop) -> int:
    listed = shop.ground.post("externalcontact/list_contact_way", limit=100)
    return len(listed["contact_way"])


def later(**by: Any) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**by), tick=False)


def test_a_code_is_made_changed_and_deleted_at_wecom_as_it_is_wanted_here(blossom: Shop) -> None:
    made = code(blossom, "staff01", "staff02", is_open=False)
    first = there(blossom, made)

    codes.change(made, wish(blossom, "staff03", name="新海报"), by=None, at=timezone.now())
    changed = there(blossom, carried(made))
    codes.delete(made, by=None, at=timezone.now())
    carried(made)

    assert (first["user"], first["skip_verify"]) == (["staff01", "staff02"], False)
    assert first["state"] == made.state
    assert 0 < len(made.state) <= 30
    assert (changed["user"], changed["remark"], changed["skip_verify"]) == (
        ["staff03"],
        "新海报",
        True,
    )
    assert ways(blossom) == 0
    assert (made.config_id, made.look_at) == ("", None)
    with pytest.raises(CodeIsOver):
        codes.change(made, wish(blossom, "staff03"), by=None, at=timezone.now())


def test_what_did_not_change_is_not_told_again(blossom: Shop) -> None:
    made = code(blossom, "staff01")

    with later(minutes=6):
        assert services.carry_out()
    calls = [one["path"] for one in blossom.ground.look("calls")["calls"]]

    assert not any(path.endswith("update_contact_way") for path in calls)
    assert made.told


@pytest.mark.parametrize("deleted", [False, True])
def test_a_code_whose_answer_was_lost_is_found_by_its_state_and_not_made_twice(
    blossom: Shop,
    deleted: bool,  # noqa: FBT001
) -> None:
    blossom.ground.contact_way("staff01", state="somebody else's")
    blossom.ground.faults(calls=[{"path": ADD, "answers_lost": 1.0}])
    made = code(blossom, "staff01")
    blossom.ground.faults()
    assert (ways(blossom), made.config_id) == (2, "")

    if deleted:
        codes.delete(made, by=None, at=timezone.now())
    with later(minutes=1):
        carried(made)

    assert ways(blossom) == (1 if deleted else 2)
    assert bool(made.config_id) is not deleted
    assert made.asked_at is None


def test_a_refusal_is_kept_for_the_page_and_tried_again_later(blossom: Shop) -> None:
    blossom.ground.act("govern", most_ways=0)
    made = code(blossom, "staff01")
    assert (made.trouble_code, made.config_id, made.tries) == (41043, "", 1)

    blossom.ground.act("govern", most_ways=10)
    with later(minutes=1):
        carried(made)

    assert (made.trouble, made.trouble_code, made.tries) == ("", 0, 0)
    assert there(blossom, made)["user"] == ["staff01"]


def test_a_code_that_somebody_took_away_at_wecom_is_made_anew(blossom: Shop) -> None:
    made = code(blossom, "staff01")
    blossom.ground.post("externalcontact/del_contact_way", config_id=made.config_id)

    codes.change(made, wish(blossom, "staff02"), by=None, at=timezone.now())
    carried(made)

    assert there(blossom, made)["user"] == ["staff02"]
    assert made.remade_at is not None


@pytest.mark.parametrize("changed", [{"standing": 4}, {"contacts_customers": False}])
def test_who_cannot_be_added_is_left_out_and_comes_back(
    blossom: Shop, changed: dict[str, Any]
) -> None:
    blossom.ground.act("change", user_id="staff02", **changed)
    made = code(blossom, "staff01", "staff02")
    assert there(blossom, made)["user"] == ["staff01"]

    blossom.ground.act("change", user_id="staff02", standing=1, contacts_customers=True)
    blossom.read()
    with later(minutes=6):
        carried(made)

    assert there(blossom, made)["user"] == ["staff01", "staff02"]


def test_where_nobody_can_be_added_wecom_is_not_asked_and_the_code_says_so(blossom: Shop) -> None:
    blossom.ground.act("change", user_id="staff01", contacts_customers=False)
    blossom.read()

    made = code(blossom, "staff01")

    assert (made.why, made.config_id, made.trouble) == (Why.NOBODY, "", "")


def test_the_week_decides_who_is_named_and_a_backup_stands_in(blossom: Shop) -> None:
    """Noon in Shanghai is a Sunday; shifts are of that day and of Monday."""
    one, two, three = people(blossom, "staff01", "staff02", "staff03")
    shifts = (
        Shift(frozenset({6}), 9 * 60, 13 * 60, frozenset({one})),
        Shift(frozenset({0}), 9 * 60, 13 * 60, frozenset({two})),
    )
    named = {}
    with time_machine.travel(make.NOON, tick=False):
        made = code(blossom, "staff01", "staff02", shifts=shifts, backups=[three])
        named["noon"] = there(blossom, made)["user"]
    for when, hours in (("afternoon", 2), ("monday", 22)):
        with time_machine.travel(make.NOON + timedelta(hours=hours), tick=False):
            carried(made)
            named[when] = there(blossom, made)["user"]

    assert named == {"noon": ["staff01"], "afternoon": ["staff03"], "monday": ["staff02"]}


def test_a_cap_reached_today_lets_others_take_people_until_tomorrow(blossom: Shop) -> None:
    [backup] = people(blossom, "staff03")
    with time_machine.travel(blossom.ground.inner.clock.now(), tick=False):
        made = code(blossom, "staff01", daily_cap=2, backups=[backup])
        met = [scan(blossom, made)["user_id"] for _ in range(3)]
    with time_machine.travel(blossom.ground.inner.clock.now() + 86_400, tick=False):
        carried(made)

    assert met == ["staff01", "staff01", "staff03"]
    assert there(blossom, made)["user"] == ["staff01"]


def test_a_paused_code_asks_the_colleague_first(blossom: Shop) -> None:
    made = code(blossom, "staff01")

    codes.pause(made, by=make.mei(), at=timezone.now())
    settle()
    paused = there(blossom, made)["skip_verify"]
    codes.resume(made, by=make.mei(), at=timezone.now())
    settle()

    assert (paused, there(blossom, made)["skip_verify"]) == (False, True)


def test_what_was_wished_while_wecom_was_being_told_is_told_right_after(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = code(blossom, "staff01")
    codes.change(made, wish(blossom, "staff02"), by=None, at=timezone.now())
    planned = planning.wanted

    def overtaken(held: ContactCode, **more: Any) -> Any:
        monkeypatch.undo()
        told = planned(held, **more)
        codes.change(made, wish(blossom, "staff03"), by=None, at=timezone.now())
        return told

    monkeypatch.setattr(planning, "wanted", overtaken)
    carried(made)

    assert there(blossom, made)["user"] == ["staff03"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"colleagues": []},
        {"colleagues": [10**9]},
        {"shifts": (Shift(frozenset(), 0, 60, frozenset({1})),)},
        {"shifts": (Shift(frozenset({1}), 60, 60, frozenset({1})),)},
        {"shifts": (Shift(frozenset({1}), 0, 60, frozenset({10**9})),)},
    ],
)
def test_what_cannot_work_is_refused(blossom: Shop, wrong: dict[str, Any]) -> None:
    usual = {"name": "x", "colleagues": people(blossom, "staff01")}

    with pytest.raises(BadCode):
        codes.make(
            blossom.connection, COLLEAGUES, Wish(**{**usual, **wrong}), by=None, at=make.NOON
        )


def test_a_group_code_does_not_pause(blossom: Shop) -> None:
    made = ContactCode(
        connection=blossom.connection,
        kind=ContactCode.Kind.GROUPS,
        state="gs",
        created_at=make.NOON,
    )
    made.save()

    with pytest.raises(GroupCodesDoNotPause):
        codes.pause(made, by=None, at=make.NOON)
