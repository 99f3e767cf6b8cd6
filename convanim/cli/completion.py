"""``convanim completion``: the script that completes commands, options and names in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from convanim.cli import debug_option, program

EXAMPLES = """\
\b
Examples:
  eval "$(convanim completion bash)"
  eval "$(convanim completion zsh)"
  convanim completion fish > ~/.config/fish/completions/convanim.fish
"""


@click.command("completion", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
def command(shell: str) -> None:
    """Print the script that completes convanim's commands in a shell, presets' names included."""
    found = get_completion_class(shell)
    assert found is not None  # click has these three
    click.echo(found(program, {}, "convanim", "_CONVANIM_COMPLETE").source())
