"""Settings of a program, read from a file and written back."""

import os
import sys


class Settings:
    """Names and values, with a list of the files that they came from."""

    def __init__(self, path, names=(), default=None):
        self.path = os.path.join(os.path.expanduser("~"), ".config", path)
        self.names = [name.strip().lower() for name in names if not name.startswith("_")]
        self.values = {name: default for name in self.names}

    # One call on one line, and the same over several: click each opening bracket.
    def open(self, name, default=None):
        return open(self.path, name or default, encoding="utf-8", errors="strict", mode=None, timeout=30)

    def open_again(self, name, default=None):
        return open(
            self.path,
            name or default,
            encoding="utf-8",
            errors="strict",
            mode=None,
            timeout=30)

    # A list whose elements have brackets of their own.
    def pairs(self, name, *others):
        return [(name, self.get(name)), *((other, self.get(other)) for other in others), (None, {})]

    def get(self, name, default=None):
        if name not in self.values:
            raise KeyError("unknown setting: %r (known: %s)" % (name, ", ".join(self.names)))
        value = self.values[name]
        if isinstance(value, str) and value.startswith("$"):
            value = os.environ.get(value[1:], default)
        return value if value is not None else default

    def write(self, file=sys.stdout):
        for name, value in sorted(self.values.items()):
            print("%s = %r" % (name, value), file=file)
