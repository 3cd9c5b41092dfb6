"""Codes of outcomes: what errors leave in columns, how they read, how old texts became codes."""

from datetime import timedelta

import pytest
from django.utils import translation

from guisu.act.messaging.domain.outcomes import NOBODY_LEFT
from guisu.act.messaging.wording import OUTCOMES
from guisu.ground.channels import wording
from guisu.ground.channels.port import (
    ChannelError,
    CredentialsRefused,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from guisu.ground.channels.upgrades import code_of


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Rejected("refused by WeCom", code=41047, call="add"), "41047"),
        (TryLater("busy", wait=timedelta(seconds=5), code=-1), "-1"),
        (Rejected("shown to nobody"), "refused"),
        (TryLater("no answer", wait=timedelta(seconds=5)), "later"),
        (OutcomeUnknown("no answer"), "nobody_knows"),
        (CredentialsRefused("sealed"), "credentials"),
    ],
)
def test_the_code_is_the_providers_number_or_else_the_kind(error: ChannelError, code: str) -> None:
    assert error.outcome == {"code": code, "error": str(error)}


def test_a_text_longer_than_its_column_is_cut() -> None:
    assert len(Rejected("x" * 300).outcome["error"]) == 200


def test_codes_read_in_the_readers_language_and_others_as_they_were_told() -> None:
    with translation.override("zh-hans"):
        assert wording.said("41047", "add: refused by WeCom (41047)").endswith(" (41047)")
        assert "refused" not in wording.said("41047", "add: refused by WeCom (41047)")
        assert wording.said("40099", "refused by WeCom (40099)") == "refused by WeCom (40099)"
        assert wording.said(NOBODY_LEFT, "", OUTCOMES) == "没有可发送的对象了。"
    assert wording.said("later", "no answer") == "no answer"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("add: refused by WeCom (41047)", "41047"),
        ("get: WeCom is busy (-1)", "-1"),
        ("nobody knows.", "nobody_knows"),
        ("could not be made. (41046)", "41046"),
        ("could not be made. (0)", "not_made"),
        ("send: could not be made.", "not_made"),
        ("something else", ""),
    ],
)
def test_an_old_text_tells_its_code(text: str, code: str) -> None:
    known = {"nobody knows.": "nobody_knows", "could not be made.": "not_made"}

    assert code_of(text, known) == code
