"""Every act of `practice.world.acts` by its name, with its arguments as JSON."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec

from practice.world.acts import duties, grouping, meeting, staffing, tagging, talking
from practice.world.state import World

Act = Callable[..., object]
GIVEN = ("world", "at")

ACTS: list[Act] = [
    meeting.arrive,
    meeting.scan,
    meeting.accept,
    meeting.confirm,
    meeting.add,
    meeting.click_link,
    meeting.refuse_transfer,
    meeting.delete_customer,
    meeting.delete_staff,
    meeting.write_remark,
    meeting.edit_tags,
    meeting.agree_to_archive,
    grouping.open_group,
    grouping.join,
    grouping.invite,
    grouping.leave,
    grouping.kick,
    grouping.dismiss,
    grouping.rename,
    grouping.write_notice,
    grouping.change_owner,
    grouping.set_admins,
    grouping.set_nickname,
    talking.say_in_group,
    talking.say_to,
    talking.recall,
    duties.confirm_broadcast,
    duties.broadcast_by_hand,
    duties.publish_moment,
    duties.react,
    duties.attach_welcome,
    tagging.make_tags,
    tagging.rename_tag,
    tagging.delete_tag,
    tagging.shuffle_tags,
    staffing.hire,
    staffing.change,
    staffing.resign,
    staffing.open_department,
    staffing.open_app,
    staffing.show_app,
    staffing.govern,
]


@dataclass(frozen=True, slots=True)
class Staged:
    """One act as it can be asked for: `arguments` is a struct made from its signature."""

    function: Act
    arguments: type[msgspec.Struct]
    takes_moment: bool

    def run(self, world: World, raw: object, *, at: float) -> object:
        """Raises msgspec.ValidationError, Refused and CannotHappen."""
        given = msgspec.structs.asdict(msgspec.convert(raw, self.arguments))
        moment = {"at": at} if self.takes_moment else {}
        return self.function(world, **given, **moment)


def _staged(function: Act) -> Staged:
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters
    fields: list[Any] = [
        (name, hints[name])
        if each.default is inspect.Parameter.empty
        else (name, hints[name], each.default)
        for name, each in parameters.items()
        if name not in GIVEN
    ]
    arguments = msgspec.defstruct(
        function.__name__, fields, kw_only=True, forbid_unknown_fields=True
    )
    return Staged(function, arguments, takes_moment="at" in parameters)


STAGED = {act.__name__: _staged(act) for act in ACTS}
