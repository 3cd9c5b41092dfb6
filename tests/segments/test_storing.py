"""What was stored by earlier versions is read as it was meant, and spelt the same again."""

import pytest

from guisu.know.segments.definition import families, storing
from guisu.know.segments.definition.conditions import leaves
from guisu.know.segments.families.relations.struct import Untagged

STORED = [
    '{"is":"all"}',
    '{"is":"any","parts":[{"is":"not","part":{"is":"tagged","tags":[3]}},{"is":"segment","segment":9}]}',
    '{"is":"attribute","name":"gender","values":["female",""]}',
    '{"is":"attribute","name":"region","way":"starts","values":["上海"]}',
    '{"is":"attribute","name":"source","way":"known"}',
    '{"is":"birthday","in_days":7}',
    '{"is":"birth_month","months":[2,12]}',
    '{"is":"age","years":{"at_least":18,"at_most":30}}',
    '{"is":"seen","which":"last","window":{"is":"days_ago","newest":30}}',
    '{"is":"known_by","channels":["phone","external_userid"]}',
    '{"is":"known_at","stores":[1]}',
    '{"is":"agreed","channel":"sms"}',
    '{"is":"agreed","channel":"email","purpose":"service"}',
    '{"is":"bought"}',
    (
        '{"is":"bought","times":{"at_most":0},"window":{"is":"last_days","days":30},'
        '"only":{"products":[5],"tiers":["core"],"categories":["milk"],"stores":[2],"channels":["pos"]}}'
    ),
    '{"is":"spent","minor":{"at_least":50000},"window":{"is":"dates","since":"2026-01-01"}}',
    '{"is":"average_order","minor":{"at_most":9900}}',
    '{"is":"ordered_at","which":"first","window":{"is":"days_ago","newest":3,"oldest":9}}',
    (
        '{"is":"did","event":{"kind":"view"},"times":{"at_least":3},'
        '"window":{"is":"last_hours","hours":5}}'
    ),
    (
        '{"is":"did","event":{"kind":"view","where":[{"name":"sku","values":["7",7.0]},'
        '{"name":"price","way":"at_least","values":[5.5]}]}}'
    ),
    (
        '{"is":"did_at","event":{"kind":"view"},"which":"last","window":{"is":"dates",'
        '"since":"2026-01-01","until":"2026-02-01"}}'
    ),
    '{"is":"did_then","first":{"kind":"view"},"then":{"kind":"cart"},"within_hours":24}',
    '{"is":"did_regularly","event":{"kind":"view"},"every_days":7,"at_least":2,"periods":4}',
    '{"is":"stopped","event":{"kind":"view"},"quiet_days":30,"before_days":60}',
    '{"is":"resumed","event":{"kind":"view"},"quiet_days":30,"within_days":7}',
    '{"is":"rfm","recency":[4,5],"monetary":[5]}',
    '{"is":"stage","stages":["dormant","lost"]}',
]


@pytest.mark.parametrize("stored", STORED)
def test_a_stored_condition_is_read_and_spelt_as_it_was(stored: str) -> None:
    assert storing.text(storing.read(stored)) == stored


def test_the_stored_conditions_are_of_every_kind_of_the_first_version() -> None:
    own = {family.name for family in families.registered() if ".segments." in family.package}

    read = {type(leaf) for stored in STORED for leaf in leaves(storing.read(stored))}

    of_this_room = {kind for kind, family in families.by_kind().items() if family.name in own}
    assert of_this_room - read == {Untagged}


@pytest.mark.parametrize(
    "stored",
    [
        '{"is":"horoscope","sign":"leo"}',
        '{"is":"all","parts":[{"is":"horoscope"}]}',
        '{"is":"all","parts":[5]}',
        '{"is":"not","part":{"is":"tagged","tags":["three"]}}',
        '{"is":"not","part":{"is":"tagged","tags":[3],"color":"red"}}',
        '{"is":"not","part":' * 3000 + '{"is":"all"}' + "}" * 3000,
        "[]",
        "",
    ],
)
def test_what_is_no_condition_is_refused_however_deep_it_stands(stored: str) -> None:
    with pytest.raises(storing.NotACondition):
        storing.read(stored)
