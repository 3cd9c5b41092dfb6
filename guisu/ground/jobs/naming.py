"""Names of tasks as they are stored: `label.function`, wherever the room stands in the tree.

A job waits for hours and an upgrade may come in between, so a row names its task by the room's app
label, which never changes, and not by a dotted path.
"""

from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string


def name_of(task: Any) -> str:
    """`customers.run_tag_batch` for the task of that name in the room's `tasks.py`.

    A task of another module, as tests have them, goes by its dotted path.
    """
    room = apps.get_containing_app_config(task.func.__module__)
    if room is None or task.func.__module__ != f"{room.name}.tasks":
        return str(task.module_path)
    return f"{room.label}.{task.func.__name__}"


def find(name: str) -> Any:
    """The task that a row names. Raises `ImportError` where there is none (any more)."""
    label, _, function = name.partition(".")
    if "." in function or label not in apps.app_configs:
        return import_string(name)
    return import_string(f"{apps.get_app_config(label).name}.tasks.{function}")
