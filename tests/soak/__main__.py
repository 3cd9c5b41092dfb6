"""`python -m tests.soak [people] [groups] [bursts a day]`: the soak in full, its report as JSON."""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.staging import Size, soak

if __name__ == "__main__":
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guisu-soak-") as folder:
        outcome = soak(Path(folder), Size(*map(int, sys.argv[1:])))
    seconds = {"seconds": round(time.monotonic() - began)}
    sys.stdout.write(json.dumps(outcome.report() | seconds, indent=2, ensure_ascii=False) + "\n")
