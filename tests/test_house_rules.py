"""What review would otherwise have to look for: sizes, empty rooms, addresses, translations."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from tests.budget import allowed

ROOT = Path(__file__).resolve().parents[1]
HALF_WIDTH = re.compile("[\u4e00-\u9fff”）》」][,;:?!](?=[\u4e00-\u9fff“《（「]|$)")
PACKAGE = ROOT / "guisu"
MODULES = sorted(
    path
    for folder in ("guisu", "practice", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TESTED = sorted((ROOT / "tests").glob("*/**/test_*.py"))
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
SCRIPTS = sorted(path for path in PACKAGE.rglob("static/**/*.js"))
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40  # docstring not counted
MAX_PARTIAL_LINES = 150  # aim at 60
MAX_SCRIPT_LINES = 80
REGISTRIES = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|npmmirror|aliyun|tsinghua)[\w.-]*"
)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first, last = function.body[0], function.body[-1]
    if ast.get_docstring(function, clean=False) is not None:
        return (last.end_lineno or 0) - (first.end_lineno or 0)
    return (last.end_lineno or 0) - first.lineno + 1


def too_long(path: Path) -> list[str]:
    """The file and the functions in it that outgrow their room."""
    source, name = path.read_text(), str(path.relative_to(ROOT))
    long_file = [name] if len(source.splitlines()) > MAX_FILE_LINES else []
    return long_file + [
        f"{name}:{node.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > MAX_FUNCTION_LINES
    ]


def test_nothing_outgrows_its_room() -> None:
    assert [found for path in MODULES for found in too_long(path)] == []


def test_partials_and_scripts_stay_small() -> None:
    long_partials = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if path.name.startswith("_") and len(path.read_text().splitlines()) > MAX_PARTIAL_LINES
    ]
    long_scripts = [
        str(path.relative_to(ROOT))
        for path in SCRIPTS
        if len(path.read_text().splitlines()) > MAX_SCRIPT_LINES
    ]

    assert (long_partials, long_scripts) == ([], [])


def test_every_room_has_something_in_it() -> None:
    rooms = [path.parent for path in PACKAGE.glob("*/__init__.py")]

    empty = [
        room.name
        for room in rooms
        if not any(file.name != "__init__.py" for file in room.rglob("*.py"))
    ]

    assert empty == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if (path.is_relative_to(PACKAGE) or path.is_relative_to(ROOT / "practice"))
        and path.name != "apps.py"
        and path.read_text().strip()
        and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == []


def test_every_room_of_tests_has_a_budget() -> None:
    """Of seconds; what only runs with a mark needs none."""
    rooms = {path.parent.relative_to(ROOT / "tests").parts[0] for path in TESTED}

    assert rooms - set(allowed()) - {"browser", "siege", "soak"} == set()


def test_no_package_registry_is_named() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    named = [
        name
        for name in tracked
        if name and name != "uv.lock" and REGISTRIES.search(_text(ROOT / name))
    ]

    assert named == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs GNU gettext's xgettext")
def test_every_text_is_translated(tmp_path: Path) -> None:
    """Both languages in one test: to find the texts takes seconds."""
    found = _extracted(tmp_path, "django") + _extracted(tmp_path, "djangojs")
    shown = {(entry.msgctxt, entry.msgid) for entry in found}

    lacking = {
        language: sorted(text for _, text in shown - _translated(language))
        for language in ("zh_Hans", "zh_Hant")
    }

    assert lacking == {"zh_Hans": [], "zh_Hant": []}


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_chinese_sentences_have_chinese_punctuation(language: str) -> None:
    kept = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    texts = [
        text
        for each in polib.pofile(str(kept))
        for text in (each.msgstr, *each.msgstr_plural.values())
    ]

    assert [text for text in texts if HALF_WIDTH.search(text)] == []


def _translated(language: str) -> set[tuple[str | None, str]]:
    kept = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    entries = [*polib.pofile(str(kept)), *_beside(kept)]
    return {(entry.msgctxt, entry.msgid) for entry in entries if entry.translated()}


def _beside(kept: Path) -> list[polib.POEntry]:
    scripts = kept.with_name("djangojs.po")
    return list(polib.pofile(str(scripts))) if scripts.exists() else []


def _extracted(folder: Path, domain: str) -> list[polib.POEntry]:
    """What makemessages finds in a copy of the package: the working tree stays as it is."""
    copy = folder / domain / "guisu"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "__pycache__"))
    (copy / "locale").mkdir()
    subprocess.run(  # noqa: S603 - Django's own command
        [ROOT / ".venv/bin/django-admin", "makemessages", "-l", "en", "-d", domain],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    made = copy / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    return list(polib.pofile(str(made))) if made.exists() else []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except (UnicodeDecodeError, FileNotFoundError):
        return ""
