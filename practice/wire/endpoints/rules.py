"""敏感词: rules on what staff send."""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, Nothing, get, post
from practice.world import directory, rules
from practice.world.model.rules import BLOCK, EMAIL, PHONE, RED_PACKET, WARN, Rule
from practice.world.refusals import Code, Refused

Name = Annotated[str, Meta(min_length=1, max_length=20)]
Words = Annotated[list[Annotated[str, Meta(min_length=1, max_length=32)]], Meta(max_length=300)]
SEMANTICS = (PHONE, EMAIL, RED_PACKET)
Item = TypeVar("Item", bound=int | str)


class Range(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class Extra(msgspec.Struct):
    semantics_list: list[int] = []


class NewRule(msgspec.Struct):
    rule_name: Name
    word_list: Words
    intercept_type: int
    applicable_range: Range
    semantics_list: list[int] = []


class RuleChange(msgspec.Struct):
    rule_id: int | str
    rule_name: Name | None = None
    word_list: Words | None = None
    extra_rule: Extra | None = None
    intercept_type: int | None = None
    add_applicable_range: Range | None = None
    remove_applicable_range: Range | None = None


class OfRule(msgspec.Struct):
    """Numbers and text that is a number are taken alike."""

    rule_id: int | str


def add(call: Call, asked: NewRule) -> Json:
    _check(call, asked.intercept_type, asked.semantics_list, asked.applicable_range)
    made = Rule(
        rule_id=call.world.ids.number("rule"),
        name=asked.rule_name,
        agent_id=call.app.agent_id,
        created_at=call.at,
        words=asked.word_list,
        kind=asked.intercept_type,
        semantics=asked.semantics_list,
        users=asked.applicable_range.user_list,
        departments=asked.applicable_range.department_list,
    )
    if not made.users and not made.departments:
        raise Refused(Code.EMPTY_PARAMETER, "applicable_range is empty")
    call.world.rules[made.rule_id] = made
    return {"rule_id": made.rule_id}


def listed(call: Call, asked: Nothing) -> Json:
    told = [
        {"rule_id": each.rule_id, "rule_name": each.name, "create_time": int(each.created_at)}
        for each in call.world.rules.values()
    ]
    return {"rule_list": told}


def detail(call: Call, asked: OfRule) -> Json:
    found = _find(call, asked.rule_id)
    told: Json = {
        "rule_id": found.rule_id,
        "rule_name": found.name,
        "word_list": found.words,
        "extra_rule": {"semantics_list": found.semantics},
        "intercept_type": found.kind,
        "applicable_range": {"user_list": found.users, "department_list": found.departments},
    }
    return {"rule": told}


def update(call: Call, asked: RuleChange) -> Json:
    found = _find(call, asked.rule_id)
    extra = asked.extra_rule.semantics_list if asked.extra_rule else found.semantics
    kind = found.kind if asked.intercept_type is None else asked.intercept_type
    more, less = asked.add_applicable_range or Range(), asked.remove_applicable_range or Range()
    _check(call, kind, extra, more)
    found.name = asked.rule_name or found.name
    found.words = found.words if asked.word_list is None else asked.word_list
    found.semantics, found.kind = extra, kind
    found.users = _changed(found.users, more.user_list, less.user_list)
    found.departments = _changed(found.departments, more.department_list, less.department_list)
    return {}


def delete(call: Call, asked: OfRule) -> Json:
    del call.world.rules[_find(call, asked.rule_id).rule_id]
    return {}


def _changed(kept: list[Item], more: list[Item], less: list[Item]) -> list[Item]:
    wanted = dict.fromkeys([*kept, *more])
    return [each for each in wanted if each not in less]


def _find(call: Call, rule_id: int | str) -> Rule:
    try:
        number = int(rule_id)
    except ValueError as error:
        raise Refused(Code.BAD_PARAMETER, "invalid rule_id") from error
    return rules.rule(call.world, number, agent_id=call.app.agent_id)


def _check(call: Call, kind: int, semantics: list[int], bound: Range) -> None:
    if kind not in (BLOCK, WARN) or any(each not in SEMANTICS for each in semantics):
        raise Refused(Code.BAD_PARAMETER, "invalid intercept_type or semantics_list")
    for user in bound.user_list:
        directory.serving(call.world, call.app, user)


PREFIX = "externalcontact/"
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "add_intercept_rule", NewRule, add),
    get(PREFIX + "get_intercept_rule_list", Nothing, listed, empty={"rule_list": []}),
    post(PREFIX + "get_intercept_rule", OfRule, detail),
    post(PREFIX + "update_intercept_rule", RuleChange, update),
    post(PREFIX + "del_intercept_rule", OfRule, delete),
]
