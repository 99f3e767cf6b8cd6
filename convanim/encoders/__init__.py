"""Output formats: a small protocol, and a table that names the encoder of each file suffix."""

from convanim.encoders.base import Encoder, StreamInfo
from convanim.encoders.embedded import read_spec
from convanim.encoders.registry import (
    FOLDER,
    FORMATS,
    Format,
    Output,
    check,
    open_encoder,
    suffix_of,
    suffixes,
)

__all__ = [
    "FOLDER",
    "FORMATS",
    "Encoder",
    "Format",
    "Output",
    "StreamInfo",
    "check",
    "open_encoder",
    "read_spec",
    "suffix_of",
    "suffixes",
]
