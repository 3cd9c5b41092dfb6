"""`migrate`, wherever it is asked for: an empty store is made at once, any other is migrated."""

from typing import Any

from django.core.management.commands import migrate

from guisu.ground.database import fresh


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not _is_plain(options) or not fresh.make_tables(options["database"]):
            super().handle(*args, **options)
        elif options["verbosity"]:
            self.stdout.write(f"Made the tables of {options['database']}.")


def _is_plain(options: dict[str, Any]) -> bool:
    """Whether all is wanted, rather than one room, one step or a look at the plan."""
    wishes = ("app_label", "fake", "plan", "check_unapplied", "prune")
    return not any(options[wish] for wish in wishes)
