"""What can be done with a file: upload, decide what it means, run, pause, stop, forget.

A wizard goes: `receive` -> `change_layout` (if the guess is wrong) -> `change_plan` or
`apply_mapping` -> `selectors.preview` -> `start` -> `selectors.progress` with `pause`, `resume`,
`stop` -> `selectors.result` and `selectors.set_aside_csv`.
"""

from guisu.take_in.imports.services.control import begin, mend, pause, resume, start, stop
from guisu.take_in.imports.services.planning import (
    apply_mapping,
    change_kind,
    change_layout,
    change_plan,
    date_order,
    forget_mapping,
    recognised,
    require_complete,
    save_mapping,
)
from guisu.take_in.imports.services.running import run
from guisu.take_in.imports.services.uploads import discard, forget_files, receive

__all__ = [
    "apply_mapping",
    "begin",
    "change_kind",
    "change_layout",
    "change_plan",
    "date_order",
    "discard",
    "forget_files",
    "forget_mapping",
    "mend",
    "pause",
    "receive",
    "recognised",
    "require_complete",
    "resume",
    "run",
    "save_mapping",
    "start",
    "stop",
]
