"""The command line: a command is options and one library call, loaded when it is asked for."""

from __future__ import annotations

import contextlib
import errno
import gc
import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click

from convanim import __version__
from convanim.cli.process import Ended, end_tidily, let_go_of_output, open_closed_streams
from convanim.errors import ConvanimError, hint
from convanim.processes import RARELY

BAD_INPUT, FAILURE, INTERRUPTED = 2, 1, 130

UNSEEN = re.compile(r"\n(?!  \S)|[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""What a terminal would obey or not show, in what an error quotes; a list's lines begin with two spaces."""

NO_CURRENT_FOLDER = "the current folder does not exist any more: change to another one"

COMMANDS = {
    "render": ("convanim.cli.render", "Make a clip: a GIF, a video or a still."),
    "shape": ("convanim.cli.shape", "Work out an output size, with the numbers filled in."),
    "trace": ("convanim.cli.trace", "Show the numbers of one step."),
    "layers": ("convanim.cli.layers", "List the layers of a model file."),
    "list": ("convanim.cli.listing", "List the scenes and the presets."),
    "slides": ("convanim.cli.slides", "Make slides, for PowerPoint or reveal.js, that play clips."),
    "gallery": ("convanim.cli.gallery", "Make every preset, and pages that show them."),
    "batch": ("convanim.cli.batch", "Make all clips that a file names, those that have changed."),
    "cache": ("convanim.cli.cache", "Look after the finished clips that batches keep."),
    "completion": ("convanim.cli.completion", "Print the script that completes commands in a shell."),
}
"""Every command: the module that has it as ``command``, and the line about it in the help."""

EXAMPLES = """\
\b
Examples:
  convanim render sliding-kernel -i 6x6 -k 4 -s 2 -p 1 -o stride.gif
  convanim render same-padding-no-strides -k 5 -p 2 -o same.mp4
  convanim shape -i 5 -k 3 -s 2 -p 1
  convanim list
"""


@dataclass
class Settings:
    """What holds for one call of the program, whatever the command."""

    debug: bool = False


class NamedGroup(click.Group):
    """A group that names, for a command that there is not, the nearest there is."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f'there is no command "{args[0]}": {hint(args[0], known, self.otherwise(known))}')
        return super().resolve_command(ctx, args)

    def otherwise(self, known: Sequence[str]) -> str:
        """What would do where no name is near."""
        return f"use {', '.join(known[:-1])} or {known[-1]}"


class LazyGroup(NamedGroup):
    """The commands of `COMMANDS`; the help lists them without loading them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def otherwise(self, known: Sequence[str]) -> str:
        """The list of so many is the help's."""
        return "see convanim --help"

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and their lines."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _set_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Settings).debug = True


debug_option = click.option(
    "--debug",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set_debug,
    help="Print the traceback of an error.",
)
"""Accepted by the program and by every command."""


@click.group(
    "convanim",
    cls=LazyGroup,
    epilog=EXAMPLES,
    invoke_without_command=True,
    context_settings={"max_content_width": 110},
)
@click.version_option(__version__, prog_name="convanim", message="%(prog)s %(version)s")
@debug_option
@click.pass_context
def program(ctx: click.Context) -> None:
    """Turn a convolution layer into an animation that explains it."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def console() -> int:
    """The program as a process of its own, which looks for garbage rarely and not once more at the exit."""
    gc.set_threshold(*RARELY)
    open_closed_streams()
    end_tidily()
    try:
        status = main()
    finally:
        gc.freeze()
    return status if let_go_of_output() else status or FAILURE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status.

    0 if all went well, 2 for input that a person can mend, 1 for a failure, and where nobody reads on, 130
    after Ctrl-C, 143 and 129 when asked to end (SIGTERM, SIGHUP). An error is one sentence on stderr;
    ``--debug`` adds the traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # × and ⌊ on a terminal that lacks them
    settings = Settings()
    try:
        result = program.main(
            None if arguments is None else list(arguments),
            prog_name="convanim",
            standalone_mode=False,
            obj=settings,
        )
    except (click.Abort, KeyboardInterrupt):
        return _said("aborted", INTERRUPTED)
    except Ended as ended:
        return _said("ended", ended.status)
    except SystemExit as stop:  # click's, where nobody reads what it prints
        return stop.code if isinstance(stop.code, int) else FAILURE
    except (click.ClickException, ConvanimError) as error:
        return _report(_sentence(error), BAD_INPUT, settings)
    except (OSError, MemoryError) as error:
        if isinstance(error, FileNotFoundError) and not _has_current_folder():
            return _report(NO_CURRENT_FOLDER, BAD_INPUT, settings)
        bad_name = getattr(error, "errno", None) in (errno.ENAMETOOLONG, errno.ELOOP)
        return _report(_sentence(error), BAD_INPUT if bad_name else FAILURE, settings)
    except Exception as error:
        # The one place where any failure ends: nobody who makes a clip should have to read a traceback.
        sentence = f"unexpected {type(error).__name__}: {error}"
        return _report(f"{sentence} (--debug shows where)", FAILURE, settings)
    return result if isinstance(result, int) else 0


def _report(sentence: str, status: int, settings: Settings) -> int:
    if settings.debug:
        traceback.print_exc()
    return _said(f"error: {sentence}", status)


def _said(sentence: str, status: int) -> int:
    with contextlib.suppress(OSError):  # nobody reads it, or there is no room for it
        click.echo(sentence, err=True)
    return status


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _sentence(error: BaseException) -> str:
    """An error as one sentence in the manner of all others."""
    if isinstance(error, ConvanimError):
        return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], str(error))
    if isinstance(error, OSError) and error.strerror:
        reason = error.strerror[:1].lower() + error.strerror[1:]
        return f"{error.filename}: {reason}" if error.filename else reason
    if isinstance(error, MemoryError):
        return "the memory does not suffice: use a smaller input or picture"
    text = error.format_message() if isinstance(error, click.ClickException) else str(error)
    text = " ".join(text.split()).rstrip(".")
    return text[:1].lower() + text[1:]
