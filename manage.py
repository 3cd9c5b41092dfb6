"""Django's own commands, for contributors; everybody else uses `guisu`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    execute_from_command_line(sys.argv)
