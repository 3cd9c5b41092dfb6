"""Who fulfils a condition on groups."""

from typing import assert_never

from guisu.ground.warehouse.selectors import among
from guisu.know.groups.families.membership import struct as s
from guisu.know.segments.compile.people import People, distinct, during
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def asked(leaf: s.Own, population: Population, _scores: Scores) -> People:
    """Staff of stores ask about their stores' groups only."""
    stays = population.past("memberships", "joined_at")
    if population.stores is not None:
        groups = population.source("groups")
        own = groups.filter(among(groups.store_id, population.stores))
        stays = stays.filter(stays.group_id.isin(own.group_id))
    if leaf.groups:
        stays = stays.filter(among(stays.group_id, leaf.groups))
    is_over = (stays.left_at <= population.moment).fill_null(False)
    present = stays.filter(~is_over)
    match leaf:
        case s.InGroup():
            return distinct(present)
        case s.JoinedGroup(window):
            return distinct(during(stays, "joined_at", population.clock.span(window)))
        case s.LeftGroup(window):
            gone = during(stays.filter(is_over), "left_at", population.clock.span(window))
            return distinct(gone.anti_join(present, ["customer_id", "group_id"]))
        case _:
            assert_never(leaf)
