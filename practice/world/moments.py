"""Moments: made in the background, shown to the customers of whoever publishes them.

https://developer.work.weixin.qq.com/document/path/95094
"""

from dataclasses import dataclass, field
from enum import IntEnum

from practice.world import broadcasts, contacts, directory
from practice.world.figures import DAY
from practice.world.model.corp import App
from practice.world.model.messages import Content
from practice.world.model.moments import Moment, Publishing
from practice.world.refusals import Code, Refused
from practice.world.state import World

CREATING_AFTER, DONE_AFTER = 1.0, 3.0  # seconds; how long the real server takes is not told
JOB_LIFE = DAY


class Job(IntEnum):
    STARTED = 1
    CREATING = 2
    DONE = 3


@dataclass(frozen=True, slots=True)
class Range:
    """Empty lists mean everybody: all visible staff, all their customers."""

    users: list[str] = field(default_factory=list)
    departments: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def create(world: World, content: Content, seen_by: Range, *, app: App, at: float) -> Moment:
    """A part for each member in range who has customers in range; unknown ids are set aside."""
    departments = [each for each in seen_by.departments if each in world.departments]
    users = [each for each in seen_by.users if each.lower() in world.staff]
    tags = [each for each in seen_by.tags if each in world.tags]
    is_narrow = bool(seen_by.users or seen_by.departments)
    staff = (
        directory.members_of(world, users, departments)
        if is_narrow
        else directory.visible(world, app)
    )
    wanted = [tags] if seen_by.tags else []
    parts = {
        each.user_id: Publishing(
            each.user_id,
            [
                pair.external_id
                for pair in contacts.customers_of(world, each.user_id)
                if broadcasts.has_tags(pair, wanted)
            ],
        )
        for each in staff
        if each.may_serve
    }
    made = Moment(
        moment_id=world.ids.fresh("moment"),
        job_id=world.ids.secret("job", 32),
        agent_id=app.agent_id,
        content=content,
        created_at=at,
        parts=parts,
        is_for_all=not is_narrow and not seen_by.tags,
        invalid_users=[each for each in seen_by.users if each not in users],
        invalid_departments=[each for each in seen_by.departments if each not in departments],
        invalid_tags=[each for each in seen_by.tags if each not in tags],
    )
    world.moments[made.moment_id] = made
    return made


def job(world: World, job_id: str, *, at: float) -> tuple[Moment, Job]:
    """Refuses jobs unknown or older than a day (40058)."""
    found = next((each for each in world.moments.values() if each.job_id == job_id), None)
    if found is None or at - found.created_at > JOB_LIFE:
        raise Refused(Code.BAD_PARAMETER, "invalid jobid")
    return found, _job(found, at)


def find(world: World, moment_id: str, *, at: float) -> Moment:
    """A moment that is made. Refuses 40058."""
    found = world.moments.get(moment_id)
    if found is None or _job(found, at) is not Job.DONE:
        raise Refused(Code.BAD_PARAMETER, "invalid moment_id")
    return found


def part(world: World, moment_id: str, user_id: str, *, at: float) -> Publishing:
    found = find(world, moment_id, at=at).parts.get(user_id)
    if found is None:
        raise Refused(Code.BAD_USER, "not a publisher of this moment")
    return found


def made_between(world: World, first: float, last: float, *, at: float) -> list[Moment]:
    return [
        each
        for each in world.moments.values()
        if first <= each.created_at <= last and _job(each, at) is Job.DONE
    ]


def _job(found: Moment, at: float) -> Job:
    age = at - found.created_at
    if age < CREATING_AFTER:
        return Job.STARTED
    return Job.CREATING if age < DONE_AFTER else Job.DONE
