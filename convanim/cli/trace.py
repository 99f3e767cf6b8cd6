"""``convanim trace``: the numbers of one step."""

from __future__ import annotations

import json
from typing import Any

import click

from convanim.cli import debug_option
from convanim.cli.options import spec_from, spec_options, what_argument
from convanim.errors import ConvanimError

EXAMPLES = """\
\b
Examples:
  convanim trace numerical-padding-strides --step 1,2
  convanim trace -i 5 -k sobel-x -p 1 --step 12
  convanim trace -i photo.png --resize 3x28x28 -k 3 --step 0,0 --json
"""


@click.command("trace", epilog=EXAMPLES)
@what_argument
@spec_options("trace")
@click.option("--step", metavar="ROW,COLUMN|N", default="0", help="The position, or its number from 0.")
@click.option(
    "--channel",
    metavar="N",
    type=click.IntRange(0),
    help="The output channel, as the layer counts it from 0; the first of those that are shown if not given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
@click.pass_context
def command(
    ctx: click.Context, /, what: str | None, step: str, channel: int | None, as_json: bool, **values: Any
) -> None:
    """Show every number of one step: what the window reads, the products, the sum, the output."""
    from convanim.cli.step_text import Numbers, position_of, step_table, step_values
    from convanim.spec.numbering import model_numbers
    from convanim.spec.resolve import resolve_trace, settled_for

    numbers = numbers_of(step)
    spec = spec_from(ctx, what, values).settled()
    trace = resolve_trace(spec)
    called = Numbers(*model_numbers(settled_for(spec, len(trace.input)), trace))
    position = position_of(trace, numbers)
    if as_json:
        click.echo(json.dumps(step_values(trace, position, channel, called)))
    else:
        click.echo(step_table(trace, position, channel, called))


def numbers_of(step: str) -> tuple[int, ...]:
    """``12`` as (12,), ``1,2`` as (1, 2); ConvanimError for what is no position."""
    from convanim.sizes import parse_per_axis

    try:
        numbers = parse_per_axis("step", step)
    except ConvanimError:
        raise ConvanimError(
            f'step "{step}" is no position: write 12, or 1,2 for its row and column'
        ) from None
    return numbers if isinstance(numbers, tuple) else (numbers,)
