"""The WSGI application, and the background loops of a one-process installation."""

import ctypes
import faulthandler
import os
import signal
import sys

if sys.platform == "linux":
    # A killed server main would otherwise leave this worker serving as an orphan, with the
    # warehouse locked: ask the kernel to end it with its parent (PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")

from django.core.wsgi import get_wsgi_application

from guisu.config import background, start

# A crash below Python says in the log which of its lines was at work.
faulthandler.enable()
application = get_wsgi_application()
start.settle()
# A request gives up its turn at each statement; a loop at work would keep it for 5 ms each time.
sys.setswitchinterval(0.0005)
background.start_if_wanted()
