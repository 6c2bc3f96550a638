"""Frames of the protocol: the lengths of a JSON header and of a body (unsigned 32-bit, little-endian), the header, the body."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Dict, Optional, Tuple

PROTOCOL = 1
LENGTHS = struct.Struct("<II")

Frame = Tuple[Dict[str, Any], bytes]


def write_frame(stream: BinaryIO, header: Dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(header).encode()
    stream.write(LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Optional[Frame]:
    """Reads a frame; None at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    header_length, body_length = LENGTHS.unpack(lengths)
    header = stream.read(header_length)
    body = stream.read(body_length)
    if len(header) < header_length or len(body) < body_length:
        return None
    return json.loads(header), body
