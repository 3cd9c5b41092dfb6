"""Intercept rules act on what members of staff send, never on what customers say.

https://developer.work.weixin.qq.com/document/path/95097
"""

import re

from practice.world import directory
from practice.world.model.rules import BLOCK, EMAIL, PHONE, RED_PACKET, Interception, Rule
from practice.world.refusals import CannotHappen, Code, Refused
from practice.world.state import World

SEMANTICS = {
    PHONE: re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    EMAIL: re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    RED_PACKET: re.compile("红包"),
}


class Intercepted(CannotHappen):
    """The client did not let the message out."""


def rule(world: World, rule_id: int, *, agent_id: int) -> Rule:
    """An app's own rule. Refuses 40058."""
    found = world.rules.get(rule_id)
    if found is None or found.agent_id != agent_id:
        raise Refused(Code.BAD_PARAMETER, "invalid rule_id")
    return found


def check(world: World, sender: str, text: str, *, at: float) -> None:
    """Note what the rules find; raises `Intercepted` if one of them blocks."""
    for each in world.rules.values():
        if not _binds(world, each, sender) or not _finds(each, text):
            continue
        blocked = each.kind == BLOCK
        world.interceptions.append(Interception(each.rule_id, sender, text, at, blocked))
        if blocked:
            raise Intercepted(f"{each.name} does not let this out")


def _binds(world: World, found: Rule, sender: str) -> bool:
    bound = directory.members_of(world, found.users, found.departments)
    return any(each.user_id == sender for each in bound)


def _finds(found: Rule, text: str) -> bool:
    return any(word in text for word in found.words) or any(
        SEMANTICS[each].search(text) for each in found.semantics
    )
