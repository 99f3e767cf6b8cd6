"""``convanim list``: the scenes and the presets there are, and the texts of clips."""

from __future__ import annotations

import json

import click

from convanim.cli import debug_option

EXAMPLES = """\
\b
Examples:
  convanim list
  convanim list --json
  convanim list --labels > mine.toml
"""


@click.command("list", epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--labels", is_flag=True, help="Print every text of a clip, as a file to translate.")
@debug_option
def command(as_json: bool, labels: bool) -> None:
    """List the scenes and the presets, each with one line about it."""
    if labels:
        from convanim.labels.languages import as_toml, known_texts

        click.echo(as_toml({text: text for text in known_texts()}).encode(), nl=False)
        return
    from convanim.presets import load
    from convanim.rendering.catalog import SCENES

    scenes, presets = SCENES.values(), load().values()
    if as_json:
        shown = [
            {"name": s.name, "summary": s.summary, "operations": s.operations, "views": s.views}
            for s in scenes
        ]
        named = [
            {"name": p.name, "summary": p.summary, "source": p.source, "scene": p.spec.scene} for p in presets
        ]
        click.echo(json.dumps({"scenes": shown, "presets": named}))
        return
    groups = {
        "scenes": [(scene.name, scene.summary) for scene in scenes],
        "presets": [(preset.name, preset.summary) for preset in presets],
    }
    width = max(len(name) for group in groups.values() for name, _ in group)
    for heading, group in groups.items():
        click.echo(f"{heading}:")
        for name, summary in group:
            click.echo(f"  {name:{width}}  {summary}")
