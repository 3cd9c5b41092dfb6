"""Acquisition links: who comes by them, and what is left of the quota.

https://developer.work.weixin.qq.com/document/path/97297
"""

from practice.world.model.links import Link
from practice.world.refusals import Code, Refused
from practice.world.state import World

LOW = 20
EVENT = "customer_acquisition"


def link(world: World, link_id: str, *, agent_id: int = 0) -> Link:
    """An app sees only its own; agent 0 sees all. Refuses 40058."""
    found = world.links.get(link_id)
    if found is None or (agent_id and found.agent_id != agent_id):
        raise Refused(Code.BAD_PARAMETER, "invalid link_id")
    return found


def spend(world: World, *, at: float) -> None:
    """One customer less that links may bring; announced when few and when none are left."""
    world.corp.acquisition_balance -= 1
    if world.corp.acquisition_balance == LOW - 1:
        world.tell(EVENT, "balance_low", at)
    if world.corp.acquisition_balance == 0:
        world.tell(EVENT, "balance_exhausted", at)


def talked(world: World, user_id: str, external_id: str, *, at: float) -> None:
    """A customer says something: if a link brought them, it is announced the first time."""
    for each in world.links.values():
        won = each.won.get(external_id)
        if won is not None and won.user_id == user_id and not won.has_talked:
            won.has_talked = True
            world.tell(
                EVENT,
                "customer_start_chat",
                at,
                UserID=user_id,
                ExternalUserID=external_id,
                LinkId=each.link_id,
                State=won.state,
            )
