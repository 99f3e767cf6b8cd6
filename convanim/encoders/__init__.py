"""Output formats: a small protocol, and a table that names the encoder of each file suffix."""

from convanim.encoders.base import Encoder, StreamInfo
from convanim.encoders.embedded import read_spec
from convanim.encoders.registry import FORMATS, Format, check, open_encoder, suffixes

__all__ = ["FORMATS", "Encoder", "Format", "StreamInfo", "check", "open_encoder", "read_spec", "suffixes"]
