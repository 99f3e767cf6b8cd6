"""TOML that users write: its table, or what is wrong with it in one sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from convanim.errors import ConvanimError


def parsed(text: str) -> dict[str, Any]:
    """The table of a TOML text; ConvanimError, which names no file, for one that is none."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error)
        raise ConvanimError(f"this is no TOML: {reason[:1].lower()}{reason[1:].rstrip('.')}") from None
    except ValueError:  # Python turns no more than some thousand digits into an integer
        raise ConvanimError("this has an integer of thousands of digits: use a smaller number") from None


def read_table(path: Path) -> dict[str, Any]:
    """The table in a TOML file; ConvanimError names it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConvanimError(f"{path} is no text in UTF-8: save it as TOML") from None
    except FileNotFoundError:
        raise ConvanimError(
            f"{path} does not exist: check the name, and the folder it is relative to"
        ) from None
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None
    try:
        return parsed(text)
    except ConvanimError as error:
        raise ConvanimError(f"{path}: {error}") from None
