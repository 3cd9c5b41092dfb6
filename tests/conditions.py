"""The conditions of segments themselves under one name: the language, and this room's families."""

from guisu.know.segments.definition.conditions import *  # noqa: F403
from guisu.know.segments.families.behaviour.struct import *  # noqa: F403
from guisu.know.segments.families.orders.struct import *  # noqa: F403
from guisu.know.segments.families.profile.struct import *  # noqa: F403
from guisu.know.segments.families.relations.struct import *  # noqa: F403
from guisu.know.segments.families.value.struct import *  # noqa: F403
