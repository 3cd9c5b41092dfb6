"""Translations as Django reads them: each `.po` file compiled beside itself, without gettext.

`python -m guisu.config.translations` does it ahead, where the product may not write to its code.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all() -> list[Path]:
    """Compile the catalogues that are newer than their result; those compiled."""
    return [_compile(source) for source in sorted(LOCALE.rglob("*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    result = source.with_suffix(".mo")
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    """By a file of its own and a rename, so that two processes starting at once never mix."""
    result = source.with_suffix(".mo")
    unfinished = result.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(result)
    return result


if __name__ == "__main__":
    compile_all()
