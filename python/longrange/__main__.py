"""`python -m longrange`: the program `longrange`, with the same arguments."""

from __future__ import annotations

import os
import subprocess
import sys

from .errors import LongrangeError
from .node_process import COMMAND, find_node


def main() -> None:
    try:
        words = [find_node(), COMMAND, *sys.argv[1:]]
    except LongrangeError as error:
        sys.exit(f"error: {error.message}\nhint: {error.hint}")
    if os.name != "nt":
        # In place of this process: terminal, signals and exit code are Node's own.
        os.execv(words[0], words)
    child = subprocess.Popen(words)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            # The console sent it to Node as well.
            continue


if __name__ == "__main__":
    main()
