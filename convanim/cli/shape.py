"""``convanim shape``: the size arithmetic with the numbers filled in."""

from __future__ import annotations

import json
from typing import Any

import click

from convanim.cli import debug_option
from convanim.cli.options import spec_from, spec_options, what_argument

EXAMPLES = """\
\b
Examples:
  convanim shape -i 5 -k 3 -s 2 -p 1
  convanim shape -i 5x7 -k 2x3 -p same
  convanim shape -i 3 -k 3 -s 2 -p 1 --operation conv_transpose --output-padding 1
  convanim shape -i 28 -k 2 --operation max_pool --ceil-mode --json
"""


@click.command("shape", epilog=EXAMPLES)
@what_argument
@spec_options("shape")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
@click.pass_context
def command(ctx: click.Context, /, what: str | None, as_json: bool, **values: Any) -> None:
    """Work out an output size and show how: no data is needed."""
    from convanim.cli.arithmetic_text import shape_arithmetic

    arithmetic = shape_arithmetic(spec_from(ctx, what, values))
    click.echo(json.dumps(arithmetic.table()) if as_json else arithmetic.text())
