"""The population's hands in the practised world: the acts by which people move it by hand."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from practice.people.population import Known
from practice.world import contacts
from practice.world.acts import duties, grouping, meeting, talking
from practice.world.contacts import Remark
from practice.world.model.contacts import AddWay
from practice.world.refusals import CannotHappen, Refused
from practice.world.state import World

Done = TypeVar("Done")
WITHOUT_CODE = (AddWay.PHONE_SEARCH, AddWay.CARD, AddWay.GROUP, AddWay.SHARED)


@dataclass(slots=True)
class WorldHands:
    """`refused` counts what the world did not let happen: nothing, unless somebody interfered."""

    world: World
    dice: random.Random
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def appear(self, known: Known) -> str:
        person = meeting.arrive(self.world, known.name, gender=known.gender, mobile=known.mobile)
        person.union_id = known.union_id or person.union_id
        return person.external_id

    def scan_contact_code(self, who: str, *, half: bool, at: float) -> str:
        ways = [each for each in self.world.contact_ways.values() if not each.is_temporary]
        if not ways:
            return ""
        way = self.dice.choice(ways)
        scan = meeting.scan
        met = self._tried(
            "scan", lambda: scan(self.world, way.config_id, who, at=at, half_first=half)
        )
        return met.user_id if met else ""

    def confirm(self, user_id: str, who: str, *, at: float) -> bool:
        pair = self.world.pairs_of_staff[user_id].get(who)
        if pair is None or not pair.is_half:
            return False
        return self._did("confirm", lambda: meeting.confirm(self.world, user_id, who, at=at))

    def be_added(self, who: str, *, at: float) -> str:
        able = [each for each in self.world.staff.values() if each.may_serve]
        if not able:
            return ""
        user_id, way = self.dice.choice(able).user_id, self.dice.choice(WITHOUT_CODE)
        met = self._tried("add", lambda: meeting.add(self.world, user_id, who, add_way=way, at=at))
        return met.user_id if met else ""

    def scan_group_code(self, who: str, *, at: float) -> str:
        roomy = [
            way
            for way in self.world.join_ways.values()
            if way.opens_groups or any(self._has_room(each) for each in way.chat_ids)
        ]
        if not roomy:
            return ""
        way = self.dice.choice(roomy)
        group = self._tried("join", lambda: grouping.join(self.world, way.config_id, who, at=at))
        return group.chat_id if group else ""

    def bring(self, chat_id: str, invitor: str, who: str, *, at: float) -> bool:
        group = self.world.groups[chat_id]
        if not self._has_room(chat_id) or not self._is_in(chat_id, invitor) or who in group.members:
            return False
        by_link = invitor in self.world.people
        invite = grouping.invite
        return self._did(
            "invite",
            lambda: invite(self.world, chat_id, invitor, [who], at=at, by_link=by_link),
        )

    def say(self, chat_id: str, who: str, text: str, *, at: float) -> bool:
        if not self._is_in(chat_id, who):
            return False
        content: dict[str, object] = {"content": text}
        say = talking.say_in_group
        return self._did("say", lambda: say(self.world, chat_id, who, content, at=at))

    def write(self, sender: str, receiver: str, text: str, *, at: float) -> bool:
        by_staff = sender not in self.world.people
        user_id, external_id = (sender, receiver) if by_staff else (receiver, sender)
        if external_id not in self.world.pairs_of_staff[user_id] or not self._is_here(sender):
            return False
        content: dict[str, object] = {"content": text}
        return self._did(
            "write", lambda: talking.say_to(self.world, sender, receiver, content, at=at)
        )

    def leave(self, chat_id: str, who: str, *, at: float) -> bool:
        if not self._is_in(chat_id, who):
            return False
        return self._did("leave", lambda: grouping.leave(self.world, chat_id, who, at=at))

    def kick(self, chat_id: str, who: str, *, at: float) -> bool:
        if not self._is_in(chat_id, who):
            return False
        owner = self.world.groups[chat_id].owner
        if not self._is_here(owner):
            return False
        return self._did("kick", lambda: grouping.kick(self.world, chat_id, owner, who, at=at))

    def note_phone(self, user_id: str, who: str, mobile: str, *, at: float) -> bool:
        if who not in self.world.pairs_of_staff[user_id]:
            return False
        remark = Remark(mobiles=[mobile])
        return self._did(
            "remark", lambda: meeting.write_remark(self.world, user_id, who, remark, at=at)
        )

    def part(self, who: str, *, at: float) -> bool:
        pairs = contacts.staff_of(self.world, who)
        if not pairs:
            return False
        user_id = self.dice.choice(pairs).user_id
        return self._did("part", lambda: meeting.delete_staff(self.world, who, user_id, at=at))

    def confirm_broadcast(self, user_id: str, message_id: str, *, at: float) -> list[str]:
        found = self.world.broadcasts[message_id]
        duty = found.duties.get(user_id)
        if duty is None or duty.done_at is not None or found.is_cancelled:
            return []
        confirm = duties.confirm_broadcast
        sent = self._tried("send", lambda: confirm(self.world, user_id, message_id, at=at))
        return [each for each in sent or {} if each in self.world.people]

    def _is_in(self, chat_id: str, who: str) -> bool:
        group = self.world.groups[chat_id]
        return not group.is_dismissed and who in group.members and self._is_here(who)

    def _is_here(self, who: str) -> bool:
        """Whoever left the corp does nothing any more, though groups still name them."""
        staff = self.world.staff.get(who.lower())
        return staff is None or staff.is_here

    def _has_room(self, chat_id: str) -> bool:
        group = self.world.groups[chat_id]
        return not group.is_dismissed and not group.is_full

    def _tried(self, name: str, act: Callable[[], Done]) -> Done | None:
        try:
            made = act()
        except (CannotHappen, Refused):
            self.refused[name] += 1
            return None
        self.done[name] += 1
        return made

    def _did(self, name: str, act: Callable[[], object]) -> bool:
        before = self.refused[name]
        self._tried(name, act)
        return self.refused[name] == before
