"""``convanim shape``: the size arithmetic with the numbers filled in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from convanim.cli import debug_option
from convanim.cli.options import said, spec_from, spec_options, what_argument

if TYPE_CHECKING:
    from convanim.sizes import Size
    from convanim.spec import ClipSpec

EXAMPLES = """\
\b
Examples:
  convanim shape -i 5 -k 3 -s 2 -p 1
  convanim shape -i 5x7 -k 2x3 -p same
  convanim shape -i 3 -k 3 -s 2 -p 1 --operation conv_transpose --output-padding 1
  convanim shape -i 28 -k 2 --operation max_pool --ceil-mode --json
  convanim shape --model resnet.onnx --at-layer conv1
"""


@click.command("shape", epilog=EXAMPLES)
@what_argument
@spec_options("shape")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
@click.pass_context
def command(ctx: click.Context, /, what: str | None, as_json: bool, **values: Any) -> None:
    """Work out an output size and show how: no data is needed.

    Of a model's layer the input is what the model declares that goes into it, unless one is given.
    """
    from convanim.cli.arithmetic_text import shape_arithmetic

    spec, given = spec_from(ctx, what, values, declared=True), said(ctx, values)
    arithmetic = shape_arithmetic(spec)
    unsaid = "model" in given and "input" not in given
    declared = _declared(spec) if unsaid else None
    if as_json:
        click.echo(json.dumps(arithmetic.table() | ({} if declared is None else {"model_input": declared})))
        return
    click.echo(arithmetic.text())
    if unsaid:
        click.echo(_origin(given["model"], declared))


def _declared(spec: ClipSpec) -> Size | None:
    """What goes into the model that the spec's input flows through."""
    from convanim.sources import Flow, Seeded

    entering = spec.input.source if isinstance(spec.input, Flow) else None
    return entering.shape if isinstance(entering, Seeded) else None


def _origin(model: str, declared: Size | None) -> str:
    """Where the size of an input comes from that nobody gave."""
    from convanim.sizes import size_text
    from convanim.sources.models import printable

    if declared is None:
        return f"the input is of a usual size, since none is taken from {printable(model)}: give one with -i"
    return f"the input is what {printable(model)} makes of the {size_text(declared)} that it declares to read"
