"""The console asks rooms, never their tables."""

import ast
from pathlib import Path

import guisu.doors.console

CONSOLE = Path(guisu.doors.console.__file__).parent


def test_no_page_asks_a_table_itself() -> None:
    asking = [
        f"{path.relative_to(CONSOLE)}:{node.lineno}"
        for path in sorted(CONSOLE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]

    assert asking == []
