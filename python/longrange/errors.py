"""The one error that longrange raises on purpose."""

from __future__ import annotations

from typing import Optional


class LongrangeError(Exception):
    """Error with a stable code, a message ("Expected …, got …") and, often, a hint."""

    def __init__(self, code: str, message: str, hint: Optional[str] = None):
        super().__init__(message if hint is None else f"{message}\nHint: {hint}")
        self.code = code
        self.message = message
        self.hint = hint
