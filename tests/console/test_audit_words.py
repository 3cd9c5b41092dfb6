"""The audit log speaks to operators: every action in the code has words, and no code shows."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from guisu.doors.console.audit import registry, words
from guisu.doors.console.audit.registry import known
from guisu.ground.staff.models import AuditEntry
from guisu.know.segments.models import Yardstick

PACKAGE = Path(__file__).resolve().parents[2] / "guisu"
YARDSTICKS = {f"{kind}.{how}" for kind in Yardstick.Kind.values for how in ("learnt", "set")}
AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_every_action_that_the_code_notes_has_words() -> None:
    noted = {action for path in PACKAGE.rglob("*.py") for action in _noted(path)} | YARDSTICKS

    assert len(noted) > 60
    assert sorted(noted - known().actions.keys()) == []


def _noted(path: Path) -> Iterator[str]:
    """Texts like `store.opened` in modules that call `audit`, `_note`, `_queue` or `_move`."""
    tree = ast.parse(path.read_text())
    named = {name.strip("_") for name in _constants(tree)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", "")).strip("_")
        is_noting = called in {"audit", "note", "queue", "move"}
        given = node.args[:2] if is_noting else []
        given += [each.value for each in node.keywords if each.arg == "action"]
        for each in (text for one in given for text in ast.walk(one)):
            if isinstance(each, ast.Constant) and _is_action(each.value):
                yield str(each.value)
    yield from (name for name in named if _is_action(name))


def _constants(tree: ast.Module) -> Iterator[str]:
    """What `RETRIED = "letters.retried"`, `AUDITED = {...}` and `action = ... if ... ` hold."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(getattr(each, "id", "") in {"action", "RETRIED", "AUDITED"} for each in targets):
            for each in ast.walk(node.value):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def _is_action(value: object) -> bool:
    left, dot, right = value.partition(".") if isinstance(value, str) else ("", "", "")
    return bool(dot) and left.isalpha() and right.replace("_", "").isalpha()


def _shown(**entry: object) -> list[tuple[str, str, str]]:
    with translation.override("zh-hans"):
        row = AuditEntry(at=AT, staff_name="林小满", **entry)
        return [(one.field, one.before, one.after) for one in words.differences(row)]


def test_a_field_is_called_by_what_it_is_of() -> None:
    code = {"is_open": False}, {"is_open": True}

    assert _shown(subject="code:1", before=code[0], after=code[1]) == [
        ("扫码后直接添加，无需成员通过", "否", "是")
    ]
    assert _shown(subject="channel:1", before={}, after={"is_active": True}) == [
        ("使用中", "–", "是")
    ]
    assert _shown(subject="staff:1", before={}, after={"is_active": True}) == [
        ("账号启用", "–", "是")
    ]


def test_an_audience_is_told_without_code() -> None:
    audience = {"segment": 3, "colleagues": [1, 2]}

    assert _shown(subject="broadcast:1", before={}, after={"audience": audience}) == [
        ("接收方", "–", "人群：3 · 成员：2")
    ]


@pytest.mark.django_db
def test_a_condition_is_told_as_a_sentence() -> None:
    definition = '{"is":"gender","values":["female"]}'

    ((field, _before, after),) = _shown(
        subject="segment:1", before={}, after={"definition": definition}
    )

    assert field == "条件"
    assert "{" not in after


def test_what_nobody_did_was_guisu() -> None:
    with translation.override("zh-hans"):
        assert words.by_whom(AuditEntry(staff_name="guisu")) == "系统自动"
        assert words.by_whom(AuditEntry(staff_name="收银 (gs_12345…)")) == "收银 (gs_12345…)"


def test_what_an_entry_is_about_has_words_and_a_page_that_exists() -> None:
    for kind, (_word, page) in known().subjects.items():
        text, address = words.about(AuditEntry(subject=f"{kind}:7"))

        assert text.endswith(" 7")
        assert bool(address) == bool(page)


def test_no_two_page_families_say_what_an_action_means(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = registry.Words(actions={"store.opened": "opened"})
    monkeypatch.setattr(registry, "_told", lambda: iter([twice, twice]))

    with pytest.raises(ValueError, match=r"store\.opened"):
        registry.known.__wrapped__()


def test_every_action_belongs_to_a_family_of_words_in_three_languages() -> None:
    codes = known().actions
    for language in ("zh-hans", "zh-hant"):
        with translation.override(language):
            english = [code for code, text in codes.items() if str(text).isascii()]
            assert english == [], language
