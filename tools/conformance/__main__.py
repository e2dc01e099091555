"""Prints what veraPDF finds; exit code 1 when it finds anything."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.conformance import faults

if __name__ == "__main__":
    found = faults(sys.argv[1], [Path(name) for name in sys.argv[2:]])
    for name, lines in found.items():
        print(name, *(lines or ["passes"]), sep="\n  ")
    sys.exit(any(found.values()))
