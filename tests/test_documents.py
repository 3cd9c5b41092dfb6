"""The documents: what they point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
LARGEST_PICTURE = 150_000  # bytes


def anchors(document: Path) -> set[str]:
    """The headings of `document` as links name them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for file, anchor in LINK.findall(document.read_text()):
        target = (document.parent / file).resolve() if file else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(f"{file}#{anchor}")

    assert lost == []


def test_pictures_are_small_and_shown() -> None:
    told = "".join(document.read_text() for document in DOCUMENTS)
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))

    assert [each.name for each in pictures if each.stat().st_size > LARGEST_PICTURE] == []
    assert [each.name for each in pictures if each.name not in told] == []
