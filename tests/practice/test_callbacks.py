"""Callbacks: verified, delivered, tried again, and lost, repeated, late or out of order at will."""

from tests.practice.listening import Heard
from tests.practice.running import AES_KEY, TOKEN, Running


def states(ground: Running) -> list[str]:
    return [each["state"] for each in ground.look("callbacks")]


def test_a_url_that_does_not_answer_the_echo_is_not_saved(ground: Running, heard: Heard) -> None:
    heard.echo = '"quoted"'

    refused = ground.http.put(
        "/practice/callback", json={"url": heard.url, "token": TOKEN, "aes_key": AES_KEY}
    )

    assert (refused.status_code, refused.json()["problem"][:5]) == (409, "40057")


def test_without_a_url_nothing_is_posted_but_everything_is_kept(ground: Running) -> None:
    ground.scanned(ground.contact_way("staff01"))

    assert states(ground) == ["nobody listens"]


def test_an_answer_other_than_200_is_tried_three_more_times(ground: Running, heard: Heard) -> None:
    heard.statuses = [500, 502, 503]

    ground.scanned(ground.contact_way("staff01"))

    ground.settle()
    assert len(heard.plain) == 4
    assert len(set(heard.plain)) == 1
    [posting] = ground.look("callbacks")
    assert (posting["state"], posting["tries"]) == ("delivered", ["500", "502", "503", "200"])


def test_after_the_last_try_the_event_is_dropped_and_the_next_one_posted(
    ground: Running, heard: Heard
) -> None:
    heard.statuses = [500] * 4
    way = ground.contact_way("staff01")

    ground.scanned(way)
    ground.scanned(way)

    ground.settle()
    assert states(ground) == ["dropped", "delivered"]


def test_all_is_lost_at_a_loss_of_one(ground: Running, heard: Heard) -> None:
    ground.faults(posts={"loss": 1.0})

    ground.scanned(ground.contact_way("staff01"))

    ground.settle()
    assert (heard.plain, states(ground)) == ([], ["lost"])


def test_repeated_events_say_the_same_twice(ground: Running, heard: Heard) -> None:
    ground.faults(posts={"repeat": 1.0})

    ground.scanned(ground.contact_way("staff01"))

    ground.settle()
    assert len(heard.plain) == 2
    assert heard.plain[0] == heard.plain[1]


def test_reordered_events_are_overtaken(ground: Running, heard: Heard) -> None:
    way = ground.contact_way("staff01")
    ground.faults(posts={"reorder": 1.0, "reorder_seconds": 5})
    first = ground.scanned(way)["external_id"]
    ground.faults()
    second = ground.scanned(way)["external_id"]
    ground.settle()
    early = [each["ExternalUserID"] for each in heard.events()]

    ground.forward(5)
    ground.settle()

    assert early == [second]
    assert [each["ExternalUserID"] for each in heard.events()] == [second, first]


def test_lag_is_the_worlds_seconds(ground: Running, heard: Heard) -> None:
    ground.faults(posts={"lag_seconds": 60})
    ground.scanned(ground.contact_way("staff01"))

    ground.forward(59)
    ground.settle()
    before = len(heard.plain)
    ground.forward(1)
    ground.settle()

    assert (before, len(heard.plain)) == (0, 1)


def test_held_callbacks_wait_to_be_let_go(ground: Running, heard: Heard) -> None:
    ground.hold()
    ground.scanned(ground.contact_way("staff01"))
    held = states(ground)

    ground.settle()

    assert (held, states(ground)) == (["waiting"], ["delivered"])


def test_the_same_seed_loses_the_same_events(ground: Running, heard: Heard) -> None:
    ground.faults(posts={"loss": 0.5})
    way = ground.contact_way("staff01")

    people = [ground.scanned(way)["external_id"] for _ in range(12)]

    ground.settle()
    arrived = [people.index(each["ExternalUserID"]) for each in heard.events()]
    assert 0 < len(arrived) < 12
    assert [number for number, state in enumerate(states(ground)) if state != "lost"] == arrived


def test_staff_changes_are_announced_too(ground: Running, heard: Heard) -> None:
    ground.act("hire", user_id="mei", name="梅")
    ground.act("change", user_id="mei", name="梅姐")
    ground.act("open_department", name="西店")
    ground.act("resign", user_id="mei")

    ground.settle()
    assert heard.changes() == ["create_user", "update_user", "create_party", "delete_user"]
