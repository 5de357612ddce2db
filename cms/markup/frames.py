"""What passes between parent and child: JSON after four bytes that give its length."""

import struct
from typing import Any

import orjson

LENGTH = struct.Struct(">I")


def pack(message: dict[str, Any]) -> bytes:
    """One message as it is sent."""
    body = orjson.dumps(message)
    return LENGTH.pack(len(body)) + body
