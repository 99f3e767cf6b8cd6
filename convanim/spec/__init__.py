"""What is asked for: parsed first, without data; resolved later, against it."""

from convanim.spec.clip import Clip, ClipSpec, check_names

__all__ = ["Clip", "ClipSpec", "check_names"]
