"""``convanim trace``: the numbers of one step."""

from __future__ import annotations

import json
from typing import Any

import click

from convanim.cli import debug_option
from convanim.cli.options import spec_from, spec_options, what_argument

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
@click.option("--channel", metavar="N", type=click.IntRange(0), default=0, help="The output channel.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
@click.pass_context
def command(
    ctx: click.Context, /, what: str | None, step: str, channel: int, as_json: bool, **values: Any
) -> None:
    """Show every number of one step: what the window reads, the products, the sum, the output."""
    from convanim.cli.step_text import position_of, step_table, step_values
    from convanim.sizes import parse_per_axis
    from convanim.spec.resolve import resolve_trace

    numbers = parse_per_axis("step", step)
    trace = resolve_trace(spec_from(ctx, what, values))
    position = position_of(trace, numbers if isinstance(numbers, tuple) else (numbers,))
    if as_json:
        click.echo(json.dumps(step_values(trace, position, channel)))
    else:
        click.echo(step_table(trace, position, channel))
