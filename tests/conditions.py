"""Every condition under one name, as tests write them: the language, and all families' kinds."""

from guisu.know.groups.families.membership.struct import *  # noqa: F403
from guisu.know.segments.definition.conditions import *  # noqa: F403
from guisu.know.segments.families.behaviour.struct import *  # noqa: F403
from guisu.know.segments.families.orders.struct import *  # noqa: F403
from guisu.know.segments.families.profile.struct import *  # noqa: F403
from guisu.know.segments.families.relations.struct import *  # noqa: F403
from guisu.know.segments.families.value.struct import *  # noqa: F403
