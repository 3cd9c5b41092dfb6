"""Who fulfils a condition on relations."""

from typing import assert_never

from guisu.ground.warehouse.selectors import among
from guisu.know.segments.compile.people import People, distinct
from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def asked(leaf: s.Own, population: Population, _scores: Scores) -> People:
    match leaf:
        case s.KnownBy(channels):
            rows = population.identities
            return distinct(rows.filter(rows.channel.isin(channels)))
        case s.KnownAt(stores):
            rows = population.known
            return distinct(rows.filter(among(rows.store_id, stores)))
        case s.Tagged(tags):
            rows = population.taggings
            return distinct(rows.filter(among(rows.tag_id, tags)))
        case s.Untagged():
            return distinct(population.taggings).opposite()
        case s.Agreed(channel, purpose):
            rows = population.agreed
            return distinct(rows.filter(rows.channel == channel, rows.purpose == purpose))
        case _:
            assert_never(leaf)
