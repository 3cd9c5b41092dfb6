"""What WeCom takes of a content by each way, said before anything is sent; and its own words."""

import pytest

from guisu.ground.channels import carriers
from guisu.ground.channels.carriers import Way
from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.port import Card, Content, File, Link, Part, Picture
from guisu.ground.channels.wecom import rendering
from tests.channels.acts import connection

pytestmark = pytest.mark.django_db
LINK = Link("会员日", "https://example.com/a")
CARD = Card("商城", "wx1", "index", "d" * 64)
PNG = b"\x89PNG\r\n\x1a\n"
IMAGE, PRICES = Picture("d" * 64), File("e" * 64, "价目表.pdf")


def changed(part: Link | Card, **more: str) -> Part:
    told = {name: getattr(part, name) for name in part.__struct_fields__}
    return type(part)(**{**told, **more})


@pytest.mark.parametrize(
    ("way", "text", "parts", "code"),
    [
        (Way.MASS, " ", [], "nothing_to_say"),
        (Way.MASS, "长" * 1_334, [], "text_too_long"),
        (Way.MASS, "好", [IMAGE] * 10, "too_many_parts"),
        (Way.GROUPS, "", [changed(LINK, url="example.com")], "bad_link"),
        (Way.GROUPS, "", [changed(LINK, url="https://x.cn/" + "a" * 2_048)], "bad_link"),
        (Way.GROUPS, "", [changed(LINK, title="长" * 43)], "title_too_long"),
        (Way.GROUPS, "", [changed(LINK, description="长" * 171)], "title_too_long"),
        (Way.GROUPS, "", [changed(CARD, page="")], "bad_card"),
        (Way.GROUPS, "", [changed(CARD, picture="")], "bad_card"),
        (Way.GROUPS, "", [changed(CARD, title="长" * 22)], "title_too_long"),
        (Way.MOMENT, "长" * 2_001, [], "text_too_long"),
        (Way.MOMENT, "", [CARD], "not_in_moments"),
        (Way.MOMENT, "", [PRICES], "not_in_moments"),
        (Way.MOMENT, "", [LINK, LINK], "not_in_moments"),
        (Way.MOMENT, "", [IMAGE, LINK], "not_in_moments"),
        (Way.MOMENT, "", [changed(LINK, title="长" * 22)], "title_too_long"),
        (Way.WELCOME, "长" * 1_334, [], "text_too_long"),
        (Way.WELCOME, "", [LINK] * 10, "too_many_parts"),
        (Way.WELCOME, "", [IMAGE], "links_only"),
        (Way.APP, "长" * 171, [], "text_too_long"),
    ],
)
def test_what_wecom_would_not_take_is_refused_before_anything_is_sent(
    way: Way, text: str, parts: list[Part], code: str
) -> None:
    with pytest.raises(CannotBeCarried) as raised:
        carriers.check(Content(text, parts=tuple(parts)), connection(), way)

    assert raised.value.code == f"wecom.{code}"
    assert raised.value.http_status == 422


@pytest.mark.parametrize(
    ("way", "text", "parts"),
    [
        (Way.MASS, "长" * 1_333, [IMAGE] * 6 + [LINK, CARD, PRICES]),
        (Way.MOMENT, "长" * 2_000, [IMAGE] * 9),
        (Way.MOMENT, "", [LINK]),
        (Way.WELCOME, "长" * 1_333, [LINK] * 9),
    ],
)
def test_all_that_wecom_takes_is_allowed(way: Way, text: str, parts: list[Part]) -> None:
    carriers.check(Content(text, parts=tuple(parts)), connection(), way)


def test_a_listed_message_is_known_again_by_kinds_and_words_not_by_files() -> None:
    ours = Content("周五见", parts=(IMAGE, LINK, CARD))
    listed = rendering.message(ours, lambda _digest, kind, _name: f"another {kind}")

    assert rendering.is_same(ours, listed)
    assert not rendering.is_same(Content("周五见", parts=(LINK, IMAGE, CARD)), listed)
    assert not rendering.is_same(Content("周六见", parts=ours.parts), listed)
    assert not rendering.is_same(
        Content("周五见", parts=(IMAGE, changed(LINK, url="https://example.com/b"), CARD)), listed
    )


@pytest.mark.parametrize(
    "content", [b"<html></html>", b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), b""]
)
def test_what_is_no_picture_of_theirs_is_said_whatever_it_is_called(content: bytes) -> None:
    carrier = carriers.carrier_of(connection(), Way.MASS)

    assert [each.code for each in carrier.check_file("a.png", content)] == ["wecom.bad_picture"]
