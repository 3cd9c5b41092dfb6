"""What people do on a practice ground in one burst of activity, by seed: the driver of the soak."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

Act = tuple[str, dict[str, Any]]
Shown = dict[str, Any]
CANNOT_HAPPEN = 409
TAG_GROUPS = {
    "来源": ["门店", "直播", "朋友"],
    "兴趣": ["奶粉", "玩具", "绘本"],
    "等级": ["新客", "熟客"],
}


@dataclass(slots=True)
class Life:
    """People of one corp. `staged` counts acts by name, those that could not happen apart."""

    wecom: httpx.Client
    chance: random.Random
    codes: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    staged: dict[str, int] = field(default_factory=dict)

    def open_codes(self) -> None:
        """A code for every third of the staff, and one that leads into each five groups."""
        there = self.snapshot()
        staff = sorted(one["userid"] for one in there["staff"])
        chats = [one["chat_id"] for one in there["groups"]]
        for number in range(3):
            way = {"type": 2, "scene": 2, "user": staff[number::3], "state": f"poster-{number}"}
            self.codes.append(self.asked("externalcontact/add_contact_way", way)["config_id"])
        for first in range(0, len(chats), 5):
            way = {"scene": 2, "chat_id_list": chats[first : first + 5], "state": f"door-{first}"}
            path = "externalcontact/groupchat/add_join_way"
            self.joins.append(self.asked(path, way)["config_id"])

    def strangers(self, count: int) -> list[str]:
        """So many scan in one second, a few of whom are only half added at first."""
        names = [f"客{self.chance.randrange(10**6)}" for _ in range(count)]
        people = [self.act("arrive", name=name)["external_id"] for name in names]
        at_once = [
            {
                "act": "scan",
                "arguments": {
                    "config_id": self.chance.choice(self.codes),
                    "external_id": person,
                    "half_first": self.chance.random() < 0.1,
                },
            }
            for person in people
        ]
        self.wecom.post("/practice/acts", json=at_once).raise_for_status()
        self.staged["scan"] = self.staged.get("scan", 0) + count
        return people

    def burst(self, strangers: int, acts: int) -> None:
        """People come, and `acts` other things happen among those who are there."""
        for person in self.strangers(strangers):
            if self.chance.random() < 0.4:
                self.act("join", config_id=self.chance.choice(self.joins), external_id=person)
        for _ in range(acts):
            # Looked at anew each few acts: what was there may be gone.
            for name, arguments in self.some(self.snapshot(), 5):
                self.act(name, **arguments)

    def some(self, there: Shown, count: int) -> Iterator[Act]:
        kinds = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
        for kind in kinds:
            yield from kind(self.chance, there)

    def act(self, name: str, /, **arguments: Any) -> Any:
        """What came of it; nothing, where it could not happen."""
        answer = self.wecom.post(f"/practice/acts/{name}", json=arguments)
        if answer.status_code == CANNOT_HAPPEN:
            self.staged["could not happen"] = self.staged.get("could not happen", 0) + 1
            return None
        answer.raise_for_status()
        self.staged[name] = self.staged.get(name, 0) + 1
        return answer.json()

    def asked(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A call of WeCom's, as the product would make it."""
        told = self.wecom.get("/practice/").json()
        secret = {"corpid": told["corp_id"], "corpsecret": told["apps"][0]["secret"]}
        token = self.wecom.get("/cgi-bin/gettoken", params=secret).json()["access_token"]
        answer = self.wecom.post(
            f"/cgi-bin/{path}", params={"access_token": token}, json=body
        ).json()
        if answer["errcode"]:
            raise ValueError(answer["errmsg"])
        return dict(answer)

    def snapshot(self) -> Shown:
        return dict(self.wecom.get("/practice/snapshot").json())


def tagged(chance: random.Random, there: Shown) -> Iterator[Act]:
    pair, tags = chance.choice(there["customers"]), [one["id"] for one in there["tags"]]
    add = chance.sample(tags, 2)
    gone = [each for each in pair["tag_id"] if each not in add and chance.random() < 0.5]
    yield "edit_tags", {**_of(pair), "add_tags": add, "remove_tags": gone}


def remarked(chance: random.Random, there: Shown) -> Iterator[Act]:
    pair = chance.choice(there["customers"])
    yield "write_remark", {**_of(pair), "remark": {"remark": f"记{chance.randrange(1000)}"}}


def parted(chance: random.Random, there: Shown) -> Iterator[Act]:
    pair = chance.choice(there["customers"])
    yield chance.choice(["delete_customer", "delete_staff"]), _of(pair)


def met_again(chance: random.Random, there: Shown) -> Iterator[Act]:
    """Somebody known adds another colleague: two ties, one person."""
    pair, staff = chance.choice(there["customers"]), chance.choice(there["staff"])
    told = {"user_id": staff["userid"], "external_id": pair["external_userid"]}
    yield "add", {**told, "add_way": 3}


def confirmed(chance: random.Random, there: Shown) -> Iterator[Act]:
    half = [one for one in there["customers"] if one["is_half"]]
    if half:
        yield "confirm", _of(chance.choice(half))


def invited(chance: random.Random, there: Shown) -> Iterator[Act]:
    group = chance.choice(there["groups"])
    pairs = chance.sample(there["customers"], min(3, len(there["customers"])))
    who = sorted({one["external_userid"] for one in pairs})
    told = {"chat_id": group["chat_id"], "invitor": group["owner"], "member_ids": who}
    yield "invite", {**told, "by_link": chance.random() < 0.3}


def left(chance: random.Random, there: Shown) -> Iterator[Act]:
    group = chance.choice(there["groups"])
    member = chance.choice(group["members"])
    if chance.random() < 0.3:
        told = {"chat_id": group["chat_id"], "by": group["owner"], "member_id": member}
        yield "kick", told
    else:
        yield "leave", {"chat_id": group["chat_id"], "member_id": member}


def described(chance: random.Random, there: Shown) -> Iterator[Act]:
    chat_id = chance.choice(there["groups"])["chat_id"]
    number = chance.randrange(1000)
    yield "rename", {"chat_id": chat_id, "name": f"群{number}"}
    yield "write_notice", {"chat_id": chat_id, "notice": f"今天有活动 {number}"}


def handed_over(chance: random.Random, there: Shown) -> Iterator[Act]:
    group, staff = chance.choice(there["groups"]), chance.choice(there["staff"])["userid"]
    chat_id = {"chat_id": group["chat_id"]}
    yield "invite", {**chat_id, "invitor": group["owner"], "member_ids": [staff]}
    yield "change_owner", {**chat_id, "owner": staff}


def opened(chance: random.Random, there: Shown) -> Iterator[Act]:
    """One group more, and one less: the last that was made."""
    owner = chance.choice(there["staff"])["userid"]
    members = [chance.choice(there["customers"])["external_userid"]]
    yield "open_group", {"owner": owner, "name": "新群", "members": members}
    yield "dismiss", {"chat_id": there["groups"][-1]["chat_id"]}


def told_apart(chance: random.Random, there: Shown) -> Iterator[Act]:
    """The console's tags: one new, one called otherwise, and now and then one less."""
    number = chance.randrange(10**6)
    yield "make_tags", {"group_name": chance.choice(list(TAG_GROUPS)), "names": [f"标{number}"]}
    tag = chance.choice(there["tags"])
    yield "rename_tag", {"tag_id": tag["id"], "name": f"改{number}"}
    if len(there["tags"]) > 6:
        yield "delete_tag", {"tag_id": chance.choice(there["tags"])["id"]}


WEIGHTS = {
    tagged: 8,
    remarked: 4,
    parted: 3,
    met_again: 3,
    confirmed: 3,
    invited: 6,
    left: 6,
    described: 2,
    handed_over: 1,
    opened: 1,
    told_apart: 1,
}


def _of(pair: Shown) -> dict[str, Any]:
    return {"user_id": pair["userid"], "external_id": pair["external_userid"]}
