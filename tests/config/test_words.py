"""The catalogues: firm, whole to the last placeholder, and Chinese unless somebody chose else."""

import json
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.utils import translation

from guisu.doors.console.refusals import said, said_later
from guisu.ground.kernel.refusals import NotFound, NotPermitted, Refusal
from guisu.ground.staff.domain import Permission

PACKAGE = Path(__file__).resolve().parents[2] / "guisu"
LANGUAGES = ["zh_Hans", "zh_Hant"]
# Doors for machines answer in English.
MACHINES = ("guisu.doors.api", "guisu.take_in.intake", "guisu.know.commerce", "tests")


def catalogue(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def kinds(of: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [of, *(found for kind in of.__subclasses__() for found in kinds(kind))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_uncertain_or_empty_or_out_of_use(language: str) -> None:
    entries = polib.pofile(str(catalogue(language)))

    assert entries.fuzzy_entries() == []
    assert entries.untranslated_entries() == []
    assert entries.obsolete_entries() == []


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs GNU gettext's msgfmt")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_kept(language: str, tmp_path: Path) -> None:
    checked = subprocess.run(  # noqa: S603
        ["msgfmt", "--check-format", "-o", tmp_path / "checked.mo", catalogue(language)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


def test_every_refusal_that_operators_meet_is_translated() -> None:
    with translation.override("zh-hans"):
        english = {
            kind.template
            for kind in kinds()
            if not kind.__module__.startswith(MACHINES)
            and translation.gettext(kind.template) == kind.template
        }

    assert english == set(), "mark them with gettext_noop where they stand and translate them"


def test_a_refusal_names_what_was_not_found_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert said(NotFound(what="customer")) == "没有找到：客户。"
        assert said(NotFound(what="segment", number=999)) == "没有找到：人群 999。"


@pytest.mark.django_db
def test_whoever_chose_no_language_reads_chinese() -> None:
    page = Client().get("/set-up/", follow=True).content.decode()

    assert '<html lang="zh-hans"' in page
    assert "机构名称" in page


@pytest.mark.django_db
def test_languages_are_offered_in_their_own_scripts() -> None:
    page = Client(headers={"accept-language": "en"}).get("/set-up/", follow=True).content.decode()

    assert all(name in page for name in ("简体中文", "繁體中文", "English"))


class Named(Refusal):
    template = "The name %(name)s is taken."


def test_a_name_that_is_a_word_of_ours_stays_a_name() -> None:
    with translation.override("zh-hans"):
        assert "customer" in said(Named(name="customer"))


def test_a_refusal_that_was_kept_reads_as_on_the_day() -> None:
    """What is stored is JSON: which of its data are words is stored with it."""
    kept = json.loads(json.dumps(NotFound(what="segment", number=9).told))

    with translation.override("zh-hans"):
        assert said_later(kept) == "没有找到：人群 9。"
        assert said_later({"template": "Not found: %(what)s.", "data": {"what": "x"}}) == (
            "没有找到：x。"
        )


def test_every_permission_is_said_in_words_where_it_is_lacking() -> None:
    with translation.override("zh-hans"):
        told = {said(NotPermitted(permission=each.value)) for each in Permission}

    assert len(told) == len(Permission)
    assert not any(each.value in text for each in Permission for text in told)
