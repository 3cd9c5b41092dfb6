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


def test_what_names_a_number_is_read_by_one_function_and_no_field_takes_more_than_a_column() -> (
    None
):
    """`int` of what `isdecimal` let pass fails beyond 4,300 digits, the store beyond 64 bits."""
    reading = [
        f"{path.relative_to(CONSOLE)}:{node.lineno}"
        for path in sorted(CONSOLE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"isdecimal", "isdigit", "isnumeric", "IntegerField"}
        and path.relative_to(CONSOLE) != Path("forms.py")
    ]

    assert reading == []


def test_only_our_own_fields_choose_among_rows() -> None:
    """They take what is no id of a row for no choice; Django's own hand it to the store."""
    choosing = [
        f"{path.relative_to(CONSOLE)}:{node.lineno}"
        for path in sorted(CONSOLE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"ModelChoiceField", "ModelMultipleChoiceField"}
    ]

    assert choosing == []
