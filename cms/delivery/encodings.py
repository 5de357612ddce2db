"""Content codings: which one a client gets, and a body in it."""

import gzip
from functools import lru_cache

import brotli

# What stands first is taken where a client likes both as much.
CODINGS = ("br", "gzip")
# Below this, a packet is a packet.
WORTHWHILE = 500
# Made while a client waits: the last tenth of the size would cost ten times as much.
BROTLI_QUALITY, GZIP_LEVEL = 4, 6


def coding_for(body: bytes, accept_encoding: str) -> str:
    """`br`, `gzip`, or an empty string for the body as it is."""
    return _chosen(accept_encoding[:500]) if len(body) >= WORTHWHILE else ""


def encoded(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return brotli.compress(body, quality=BROTLI_QUALITY)
    # A moment in the header would make other bytes, and another tag, of the same body.
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0) if coding == "gzip" else body


@lru_cache(maxsize=256)
def _chosen(accept_encoding: str) -> str:
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = next((_weight(piece[2:]) for piece in parameters if piece.startswith("q=")), 1.0)
    others = weights.get("*", 0.0)
    offered = {coding: weights.get(coding, others) for coding in CODINGS}
    best = max(offered, key=lambda coding: offered[coding])
    # Unless it is named, the plain body is as good as the least that was.
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0.0) else ""


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
