"""Customers and staff find each other, write on each other, and part."""

from dataclasses import dataclass
from enum import StrEnum

from practice.world import contacts, directory, links, tags, transfers, ways, welcome
from practice.world.contacts import Remark
from practice.world.model.contacts import AddWay, Ending, HandTag, Pair, Person
from practice.world.model.corp import Staff
from practice.world.model.links import Link, Won
from practice.world.model.transfers import TransferStatus
from practice.world.model.ways import ContactWay
from practice.world.refusals import CannotHappen, Code, Refused
from practice.world.state import World

CHANGED = "change_external_contact"


class Outcome(StrEnum):
    ADDED = "added"
    HALF = "half"
    WAITING = "waiting"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Met:
    """What came of it; `welcome_code` is None where WeCom sends none."""

    outcome: Outcome
    user_id: str
    external_id: str
    welcome_code: str | None = None


def arrive(world: World, name: str, *, gender: int = 0, mobile: str = "") -> Person:
    """Somebody with WeChat whom the corp does not know yet."""
    person = Person(
        external_id=world.ids.fresh("person"),
        name=name,
        gender=gender,
        mobile=mobile,
        union_id=world.ids.fresh("open") if world.corp.gives_unionids else "",
    )
    world.people[person.external_id] = person
    return person


def scan(
    world: World, config_id: str, external_id: str, *, at: float, half_first: bool = False
) -> Met:
    """Scan a contact way. Without skip_verify it waits for `accept`; half waits for `confirm`."""
    way = ways.contact_way(world, config_id)
    contacts.person(world, external_id)
    if way.is_temporary and at > way.created_at + way.lives_seconds:
        raise Refused(Code.WAY_EXPIRED, "contact way has expired")
    way.scans += 1
    staff = ways.answering(world, way, external_id)
    if external_id in world.pairs_of_staff[staff.user_id]:
        return Met(Outcome.ALREADY, staff.user_id, external_id)
    pair = _new_pair(staff, external_id, way, at=at)
    if not way.skips_verification:
        world.waiting[pair.key] = pair
        world.figures.contact_day(staff.user_id, at).applied += 1
        return Met(Outcome.WAITING, staff.user_id, external_id)
    return _meet(world, pair, staff, half=half_first, at=at)


def accept(world: World, user_id: str, external_id: str, *, at: float) -> Met:
    """The member accepts somebody who asked to be added."""
    staff = directory.member(world, user_id)
    pair = world.waiting.pop((staff.user_id, external_id), None)
    if pair is None:
        raise CannotHappen("nobody waits to be accepted")
    pair.created_at = at
    return _meet(world, pair, staff, half=False, at=at)


def confirm(world: World, user_id: str, external_id: str, *, at: float) -> Met:
    """A half-added customer and the member have each other now."""
    pair = contacts.pair(world, user_id, external_id)
    if not pair.is_half:
        raise CannotHappen("they have each other already")
    pair.is_half = False
    staff = directory.member(world, user_id)
    code = None if pair.is_greeted else welcome.issue(world, pair, staff, at=at)
    return _told(world, "add_external_contact", pair, code, Outcome.ADDED, at=at)


def add(
    world: World,
    user_id: str,
    external_id: str,
    *,
    add_way: AddWay,
    at: float,
    state: str = "",
) -> Met:
    """Add without a code: by phone number, card, from a group, from a link."""
    staff = directory.member(world, user_id)
    contacts.person(world, external_id)
    if external_id in world.pairs_of_staff[staff.user_id]:
        return Met(Outcome.ALREADY, staff.user_id, external_id)
    pair = Pair(staff.user_id, external_id, at, add_way, oper_user_id=staff.user_id, state=state)
    return _meet(world, pair, staff, half=False, at=at)


def click_link(
    world: World, link_id: str, external_id: str, *, at: float, channel: str = ""
) -> Met:
    """Open an acquisition link; `channel` is its customer_channel and becomes the state."""
    link = links.link(world, link_id)
    contacts.person(world, external_id)
    link.clicks.append(at)
    able = [
        each for each in directory.members_of(world, link.users, link.departments) if each.may_serve
    ]
    if not able:
        world.tell(links.EVENT, "link_unavailable", at, LinkId=link_id)
        raise CannotHappen("nobody answers this link")
    staff = able[len(link.won) % len(able)]
    if external_id in world.pairs_of_staff[staff.user_id]:
        return Met(Outcome.ALREADY, staff.user_id, external_id)
    if world.corp.acquisition_balance <= 0:
        raise CannotHappen("the quota of the links is spent")
    return _won(world, link, staff, external_id, state=channel, at=at)


def refuse_transfer(world: World, external_id: str, *, at: float) -> None:
    """The customer does not want another member."""
    for each in world.transfers_of[external_id]:
        if each.status is TransferStatus.WAITING:
            transfers.fail(world, each, TransferStatus.REFUSED, "customer_refused", at=at)
            return
    raise CannotHappen("nobody is taking this customer over")


def delete_customer(world: World, user_id: str, external_id: str, *, at: float) -> None:
    """The member deletes the customer."""
    pair = contacts.pair(world, user_id, external_id)
    contacts.end(world, pair, why=Ending.BY_STAFF, at=at)
    world.tell(CHANGED, "del_external_contact", at, UserID=pair.user_id, ExternalUserID=external_id)


def delete_staff(world: World, external_id: str, user_id: str, *, at: float) -> None:
    """The customer deletes the member."""
    pair = contacts.pair(world, user_id, external_id)
    contacts.end(world, pair, why=Ending.BY_CUSTOMER, at=at)
    world.tell(CHANGED, "del_follow_user", at, UserID=pair.user_id, ExternalUserID=external_id)


def write_remark(
    world: World, user_id: str, external_id: str, remark: Remark, *, at: float
) -> None:
    """The member writes on the customer in the client: unlike by API, this is announced."""
    pair = contacts.pair(world, user_id, external_id)
    contacts.write_remark(world, pair, remark)
    _edited(world, pair, at=at)


def edit_tags(  # noqa: PLR0913 - what goes on and what comes off, corp's and own
    world: World,
    user_id: str,
    external_id: str,
    *,
    at: float,
    add_tags: list[str] | None = None,
    remove_tags: list[str] | None = None,
    own_tags: list[str] | None = None,
) -> None:
    """The member tags by hand; `own_tags` replace their personal ones. Announced."""
    pair = contacts.pair(world, user_id, external_id)
    on = [tags.living(world, each) for each in add_tags or []]
    off = [tags.living(world, each) for each in remove_tags or []]
    contacts.mark(world, pair, add=on, remove=off, at=at)
    if own_tags is not None:
        pair.hand_tags = [HandTag("", name) for name in own_tags]
    _edited(world, pair, at=at)


def agree_to_archive(
    world: World, external_id: str, user_id: str, *, agrees: bool, at: float
) -> None:
    """The customer agrees that talk is archived, or no longer does (which nobody is told)."""
    pair = contacts.pair(world, user_id, external_id)
    person = world.people[external_id]
    person.agrees_to_archive, person.agreed_at = agrees, at
    if agrees:
        world.tell(
            CHANGED, "msg_audit_approved", at, UserID=pair.user_id, ExternalUserID=external_id
        )


def _won(world: World, link: Link, staff: Staff, external_id: str, *, state: str, at: float) -> Met:
    pair = Pair(
        staff.user_id,
        external_id,
        at,
        AddWay.ACQUISITION_LINK,
        oper_user_id=external_id,
        state=state,
    )
    link.won[external_id] = Won(external_id, staff.user_id, state, at)
    met = _meet(world, pair, staff, half=False, at=at)
    links.spend(world, at=at)
    return met


def _new_pair(staff: Staff, external_id: str, way: ContactWay, *, at: float) -> Pair:
    return Pair(
        staff.user_id, external_id, at, AddWay.QR, oper_user_id=external_id, state=way.state
    )


def _meet(world: World, pair: Pair, staff: Staff, *, half: bool, at: float) -> Met:
    pair.is_half = half
    contacts.begin(world, pair)
    code = welcome.issue(world, pair, staff, at=at)
    change = "add_half_external_contact" if half else "add_external_contact"
    outcome = Outcome.HALF if half else Outcome.ADDED
    return _told(world, change, pair, code, outcome, at=at)


def _told(
    world: World, change: str, pair: Pair, code: str | None, outcome: Outcome, *, at: float
) -> Met:
    fields: dict[str, str | int | list[str]] = {
        "UserID": pair.user_id,
        "ExternalUserID": pair.external_id,
    }
    if pair.state:
        fields["State"] = pair.state
    if code is not None:
        fields["WelcomeCode"] = code
    world.tell(CHANGED, change, at, **fields)
    return Met(outcome, pair.user_id, pair.external_id, code)


def _edited(world: World, pair: Pair, *, at: float) -> None:
    world.tell(
        CHANGED, "edit_external_contact", at, UserID=pair.user_id, ExternalUserID=pair.external_id
    )
