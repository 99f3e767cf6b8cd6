"""Animations that explain convolution layers.

``convanim.render("same-padding-no-strides", "same.gif", kernel=5)`` makes one, ``convanim.animate(…)``
shows one in a notebook. The public names are loaded when they are first used, so that importing the package
costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.api import animate, layer, model_layer, model_layers, open_spec, render
    from convanim.presets import preset
    from convanim.spec import Clip, ClipSpec

__version__ = "0.1.0"

__all__ = [
    "Clip",
    "ClipSpec",
    "ConvanimError",
    "__version__",
    "animate",
    "layer",
    "model_layer",
    "model_layers",
    "open_spec",
    "preset",
    "render",
]

_HOMES = {
    "Clip": "convanim.spec",
    "ClipSpec": "convanim.spec",
    "animate": "convanim.api",
    "layer": "convanim.api",
    "model_layer": "convanim.api",
    "model_layers": "convanim.api",
    "open_spec": "convanim.api",
    "preset": "convanim.presets",
    "render": "convanim.api",
}


def __getattr__(name: str) -> Any:
    """A public name, from the module that has it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convanim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
