"""Welcome codes: one use, twenty seconds, and the cases in which there is none.

https://developer.work.weixin.qq.com/document/path/92137
"""

from practice.world.model.contacts import Pair, WelcomeCode
from practice.world.model.corp import Staff
from practice.world.model.messages import Content
from practice.world.refusals import Code, Refused
from practice.world.state import World

LIFE_SECONDS = 20.0
WECHAT = 1


def issue(world: World, pair: Pair, staff: Staff, *, at: float) -> str | None:
    """A code for a pair just made. None: the console greets, they talk already, or no WeChat."""
    person = world.people[pair.external_id]
    if staff.greets_by_console or pair.talked_at is not None or person.kind != WECHAT:
        return None
    code = world.ids.secret("welcome")
    world.welcome_codes[code] = WelcomeCode(code, pair.user_id, pair.external_id, at)
    return code


def send(world: World, code: str, content: Content, *, agent_id: int, at: float) -> None:
    """Greet the customer. Refuses 41050 late or unknown, 41051 greeted or talking already."""
    found = world.welcome_codes.get(code)
    if found is None or at - found.issued_at > LIFE_SECONDS:
        raise Refused(Code.WELCOME_CODE_INVALID, "invalid welcome code")
    pair = world.pairs_of_staff[found.user_id].get(found.external_id)
    if found.used_at is not None or (pair is not None and pair.talked_at is not None):
        raise Refused(Code.ALREADY_CHATTING, "welcome msg already sent or chat has begun")
    found.used_at, found.used_by = at, agent_id
    if pair is not None:
        pair.is_greeted = True
    world.deliver(
        "welcome",
        sender=found.user_id,
        receiver=found.external_id,
        content=content,
        at=at,
        reference=code,
    )
