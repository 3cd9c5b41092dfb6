"""Customers and groups go from one member to another.

https://developer.work.weixin.qq.com/document/path/92125
"""

from practice.world import contacts, groups
from practice.world.figures import DAY
from practice.world.model.contacts import AddWay, Ending, Pair
from practice.world.model.corp import Staff, Standing
from practice.world.model.groups import Group, GroupStatus, JoinScene
from practice.world.model.transfers import Transfer, TransferStatus
from practice.world.refusals import Code, Refused
from practice.world.state import World

WAIT_SECONDS = DAY
MOST_IN_90_DAYS = 2
MOST_GROUPS_A_DAY = 300
CHANGED = "change_external_contact"


def handover_staff(world: World, user_id: str, *, resigned: bool) -> Staff:
    """Refuses 40097 unless the member is here, or has left, as the endpoint wants it."""
    staff = world.staff.get(user_id.lower())
    if staff is None or (staff.standing is Standing.LEFT) is not resigned:
        raise Refused(Code.BAD_HANDOVER, "invalid handover userid")
    return staff


def takeover_staff(world: World, user_id: str) -> Staff:
    """Refuses 40100 unknown, gone or without permission, 40098 not real-named."""
    staff = world.staff.get(user_id.lower())
    if staff is None or not staff.is_here or not staff.contacts_customers:
        raise Refused(Code.BAD_TAKEOVER, "invalid takeover userid")
    if not staff.real_named:
        raise Refused(Code.TAKEOVER_NOT_REAL_NAMED, "takeover user not real-named")
    return staff


def start(
    world: World, handover: Staff, takeover: Staff, external_id: str, *, at: float
) -> Transfer:
    """Ask the customer: after 24 hours without a word it is done.

    Refuses 84061 for others' customers, 40128 twice in 90 days, 40129 under way, 40099 full.
    """
    if external_id not in world.pairs_of_staff[handover.user_id]:
        raise Refused(Code.NO_RELATION, "not external contact")
    earlier = [each for each in world.transfers_of[external_id] if at - each.started_at < 90 * DAY]
    if any(each.status is TransferStatus.WAITING for each in earlier):
        raise Refused(Code.TRANSFER_IN_PROGRESS, "transfer in progress")
    if len(earlier) >= MOST_IN_90_DAYS:
        raise Refused(Code.TRANSFERRED_TOO_OFTEN, "transferred too often")
    if _is_full(world, takeover):
        raise Refused(Code.TAKEOVER_FULL, "takeover user has too many customers")
    made = Transfer(
        handover.user_id,
        takeover.user_id,
        external_id,
        at,
        is_resigned=handover.standing is Standing.LEFT,
    )
    world.transfers.append(made)
    world.transfers_of[external_id].append(made)
    world.later(at + WAIT_SECONDS, lambda later, due: _finish(later, made, at=due))
    return made


def fail(world: World, found: Transfer, status: TransferStatus, why: str, *, at: float) -> None:
    """End it without effect, and announce why."""
    found.status, found.ended_at = status, at
    world.tell(
        CHANGED,
        "transfer_fail",
        at,
        UserID=found.takeover,
        ExternalUserID=found.external_id,
        FailReason=why,
    )


def unassigned(world: World) -> dict[str, tuple[Pair, float]]:
    """Customers of those who left that nobody is taking over, by user and customer."""
    waiting = {
        (each.handover, each.external_id)
        for each in world.transfers
        if each.status is TransferStatus.WAITING
    }
    return {
        f"{pair.user_id}\n{pair.external_id}": (pair, staff.resigned_at)
        for staff in world.staff.values()
        if staff.resigned_at is not None
        for pair in contacts.customers_of(world, staff.user_id)
        if pair.key not in waiting
    }


def give_group(world: World, chat_id: str, new_owner: Staff, *, resigned: bool, at: float) -> None:
    """Another owner, by API and so told to nobody.

    Refuses 90500 not resigned, 90501 no such group, 90502 resigned, 90507 and 90508 too many.
    """
    group = world.groups.get(chat_id)
    if group is None or group.is_dismissed:
        raise Refused(Code.NOT_A_CUSTOMER_GROUP, "not a customer group")
    owner_left = world.staff[group.owner.lower()].standing is Standing.LEFT
    if resigned and not owner_left:
        raise Refused(Code.OWNER_NOT_RESIGNED, "owner has not resigned")
    if not resigned and owner_left:
        raise Refused(Code.OWNER_RESIGNED, "owner has resigned")
    _must_not_be_often(world, group, resigned=resigned, at=at)
    group.transfers.append(at)
    world.groups_given[group.owner].append(at)
    if new_owner.user_id not in group.members:
        groups.put_in_silently(world, group, new_owner.user_id, scene=JoinScene.DIRECT, at=at)
    groups.hand_over(world, group, new_owner.user_id, at=at)
    group.status = GroupStatus.INHERITED if resigned else group.status


def _must_not_be_often(world: World, group: Group, *, resigned: bool, at: float) -> None:
    if not resigned:
        if sum(at - each < 90 * DAY for each in group.transfers) >= MOST_IN_90_DAYS:
            raise Refused(Code.GROUP_MUST_WAIT, "transferred too often")
        return
    today = [each for each in world.groups_given[group.owner] if at - each < DAY]
    if len(today) >= MOST_GROUPS_A_DAY:
        raise Refused(Code.TRANSFERS_OF_TODAY_SPENT, "daily limit reached")


def _finish(world: World, found: Transfer, *, at: float) -> None:
    old = world.pairs_of_staff[found.handover].get(found.external_id)
    if found.status is not TransferStatus.WAITING or old is None:
        return
    takeover = world.staff[found.takeover.lower()]
    if _is_full(world, takeover):
        fail(world, found, TransferStatus.TAKEOVER_FULL, "customer_limit_exceed", at=at)
        return
    found.status, found.ended_at = TransferStatus.DONE, at
    contacts.end(world, old, why=Ending.BY_TRANSFER, at=at)
    world.tell(
        CHANGED,
        "del_external_contact",
        at,
        UserID=old.user_id,
        ExternalUserID=old.external_id,
        Source="DELETE_BY_TRANSFER",
    )
    if found.external_id not in world.pairs_of_staff[found.takeover]:
        _take_over(world, old, takeover, at=at)


def _take_over(world: World, old: Pair, takeover: Staff, *, at: float) -> None:
    """The new pair keeps what was written on the old one."""
    made = Pair(
        takeover.user_id,
        old.external_id,
        at,
        AddWay.ASSIGNED,
        oper_user_id=takeover.user_id,
        state=old.state,
        remark=old.remark,
        description=old.description,
        remark_company=old.remark_company,
        remark_mobiles=list(old.remark_mobiles),
        tags=dict(old.tags),
    )
    contacts.begin(world, made)
    world.tell(
        CHANGED,
        "add_external_contact",
        at,
        UserID=made.user_id,
        ExternalUserID=made.external_id,
    )


def _is_full(world: World, takeover: Staff) -> bool:
    return len(world.pairs_of_staff[takeover.user_id]) >= takeover.most_customers
