"""A data folder of November 2026 is upgraded: the same people, messages and owed work."""

from typing import Any

import pytest

from tests.upgrade import folders

TASKS = {
    "acquisition.forget_greetings",
    "callbacks.forget_callbacks",
    "channels.forget_calls",
    "commerce.count_all_purchases",
    "customers.run_tag_batch",
    "customers.scrub",
    "events.forget_seen_messages",
    "imports.forget_uploads",
    "imports.mend_imports",
    "imports.run_import",
    "intake.forget_refused_messages",
    "jobs.forget_finished_jobs",
    "segments.keep_learning",
    "segments.keep_valuing",
    "segments.refresh_segments",
    "segments.value_customers",
    "stafftasks.look_again",
    "sync.read_everything",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is in the old folder, upgraded."""
    folder = folders.old(tmp_path_factory.mktemp("upgraded"))
    folders.run(folder, "migrate").check_returncode()
    return folders.seen(folder)


def test_the_same_people_groups_and_orders_are_there(seen: dict[str, Any]) -> None:
    assert (seen["customers"], seen["identities"], seen["memberships"]) == (67, 326, 66)
    assert (seen["orders"], seen["total"]) == (142, 5_068_850)


def test_segments_have_the_same_members(seen: dict[str, Any]) -> None:
    assert seen["members"] == {
        "奶粉该回购了": 0,
        "看过没下单": 1,
        "高价值老客": 10,
        "沉睡客户": 11,
        "新客未下单": 0,
        "停止浏览": 14,
    }


def test_messages_and_what_became_of_their_receivers_are_the_same(seen: dict[str, Any]) -> None:
    assert seen["broadcasts"]["Under way"] == "under_way"
    assert seen["broadcasts"]["Waits"] == "waiting"
    assert seen["receivers"] == {
        "left_out": 1,
        "no_contact": 1,
        "not_sent": 1,
        "over_quota": 1,
        "sent": 1,
        "waiting": 1,
    }


def test_what_was_owed_to_providers_is_owed_still_and_what_is_unknown_stays_so(
    seen: dict[str, Any],
) -> None:
    assert seen["errands"] == {"unknown": 1}
    assert seen["parts"] == {"done": 1, "unknown": 1, "waiting": 1}
    assert seen["notices"] == {"done": 2, "failed": 1, "unknown": 1, "waiting": 1}
    assert seen["callbacks"] == {"done": 1, "failed": 1, "waiting": 1}
    assert seen["greetings"] == {
        "done": 1,
        "dropped": 2,
        "expired": 1,
        "failed": 1,
        "unknown": 1,
        "waiting": 2,
    }
    assert seen["greetings_under_way"] == 1
    assert seen["greetings_spared"] == ["no_code", "spared"]


def test_who_did_not_say_no_is_sent_to_as_before(seen: dict[str, Any]) -> None:
    channels = ("email", "official_account", "phone", "push", "sms", "wecom")

    assert seen["asks_first"] == [[each, "marketing", "unless_a_no"] for each in channels]


def test_a_waiting_job_of_each_kind_finds_its_task(seen: dict[str, Any]) -> None:
    assert set(seen["jobs"]) >= TASKS
    assert [name for name, is_found in seen["jobs"].items() if not is_found] == []


def test_no_stored_name_speaks_of_where_a_room_stood(seen: dict[str, Any]) -> None:
    stored = [*seen["jobs"], *seen["keys"], *seen["slots"]]

    assert [name for name in stored if "guisu" in name] == []
    assert "periodic:sync.read_everything" in seen["keys"]
    assert "segments.refresh_segments" in seen["keys"]


def test_sealed_secrets_still_open(seen: dict[str, Any]) -> None:
    assert seen["secret"]
