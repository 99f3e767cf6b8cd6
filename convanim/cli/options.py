"""The options that describe a clip, as click has them: every command takes those that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from convanim.cli.named import named_spec
from convanim.errors import ConvanimError
from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS, from_text
from convanim.spec.options import LAYER_HELP, MODEL_OPTIONS, OPTIONS, SpecOption, completions

STDIN = "-"
"""What stands for standard input."""

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # before click 8.3 it takes no parameter


class FieldType(ParamType):
    """The value of a field, read as the spec reads it."""

    def __init__(self, option: SpecOption) -> None:
        self.name = option.field
        self.option = option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value from its text; ConvanimError says what is wrong with it."""
        if value == STDIN and self.name in ("input", "kernel", "pointwise"):
            from convanim.cli import standard_input

            return standard_input.array(self.name)
        return from_text(self.name, value) if isinstance(value, str) else value

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The names to choose from, where there are any."""
        choices = FIELDS[self.name].choices
        return "|".join(choices()) if choices else self.option.metavar

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin so; files where a file may stand."""
        names = completions(self.name)
        items = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return items + [CompletionItem(incomplete, type="file")] * ("FILE" in self.option.metavar)


class ClipName(ParamType):
    """What is rendered: a scene, a preset, a TOML file, or a clip that convanim made."""

    name = "what"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of scenes and presets that begin so, and files."""
        from convanim.presets import names
        from convanim.rendering.catalog import scene_names

        known = (*scene_names(), *names())
        items = [CompletionItem(name) for name in known if name.startswith(incomplete)]
        return [*items, CompletionItem(incomplete, type="file")]


what_argument = click.argument(
    "what", metavar="[SCENE|PRESET|CLIP.toml|OLD.gif]", required=False, type=ClipName()
)


def spec_options(command: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that gives a command the options of the table that it has."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(MODEL_OPTIONS):
            function = _added(option, function)
        function = click.option("--layer", metavar="CODE", help=LAYER_HELP)(function)
        for option in reversed(OPTIONS):
            if command in option.commands:
                function = _added(option, function)
        return function

    return decorate


def _added(option: SpecOption, function: Callable[..., None]) -> Callable[..., None]:
    return click.option(option.field, *option.flags, help=option.help, **_kind(option))(function)


def _kind(option: SpecOption) -> dict[str, Any]:
    if option.is_switch:
        return {"is_flag": True, "default": None}
    if option.field == "labels":
        return {"multiple": True, "metavar": option.metavar}
    if option in MODEL_OPTIONS:
        return {"metavar": option.metavar}
    return {"type": FieldType(option)}


def said(ctx: click.Context, values: dict[str, Any]) -> dict[str, Any]:
    """The options that were really given."""
    return {
        name: value
        for name, value in values.items()
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def spec_from(
    ctx: click.Context, what: str | None, values: dict[str, Any], *, declared: bool = False
) -> ClipSpec:
    """The spec of what was named, with the options that were really given; `declared` as for a model."""
    from convanim.api import layer

    given = said(ctx, values)
    if (line := given.pop("layer", None)) is not None:
        for option in MODEL_OPTIONS:
            if option.field in given:
                raise ConvanimError(f"--layer and {option.flags[0]} are two layers: give one of them")
        return layer(line, **given, **({} if what is None else {"scene": what}))
    if any(option.field in given for option in MODEL_OPTIONS):
        return _model_spec(given | ({} if what is None else {"scene": what}), declared=declared)
    if what == STDIN:
        from convanim.cli import standard_input

        return standard_input.spec().changed(**given)
    spec = ClipSpec() if what is None else named_spec(what)
    return spec.changed(**given)


def _model_spec(given: Mapping[str, Any], *, declared: bool) -> ClipSpec:
    """The spec of a model's layer, `declared` as for ``from_model``; ConvanimError without a file."""
    from convanim.spec.model import from_model

    if "model" not in given:
        named = next(option.flags[0] for option in MODEL_OPTIONS if option.field in given)
        raise ConvanimError(f"{named} is for the layer of a model: give its file with --model")
    return from_model(given, declared=declared)
