"""The colours and the letters of the site: those of the clips."""

from __future__ import annotations

from pathlib import Path

from convanim.encoders.svg_font import subset
from convanim.theme import DARK, LIGHT, Theme, mix

ROLES = ("input", "kernel", "output", "bias")
LETTERS = (
    tuple(range(0x20, 0x7F)) + tuple(range(0xA0, 0x180)) + tuple(map(ord, "−×·⌊⌋⌈⌉→←↑↓▶─│…–—‘’“”‐₁₂≈≤≥∈∑√ε′"))
)
"""Latin, and the signs of the field."""


def write(folder: Path) -> None:
    """Write the font and the style sheet with the colours."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inter.ttf").write_bytes(subset(LETTERS, (400.0, 700.0), italic=False))
    (folder / "colours.css").write_text(sheet(), encoding="utf-8")


def sheet() -> str:
    """Custom properties for a light and for a dark page, switched as the theme switches."""
    return (
        f"body{{{rules(LIGHT)}}}\n"
        f"@media not print{{body[data-theme=dark]{{{rules(DARK)}}}"
        f"@media(prefers-color-scheme:dark){{body:not([data-theme=light]){{{rules(DARK)}}}}}}}\n"
    )


def rules(theme: Theme) -> str:
    """The palette of a theme."""
    named = {"paper": theme.background, "ink": theme.ink, "muted": theme.muted, "accent": theme.accent}
    for role in ROLES:
        colours = getattr(theme, role)
        named |= {
            f"{role}": colours.ink,
            f"{role}-rest": colours.rest,
            f"{role}-text": colours.rest_text,
            f"{role}-line": colours.line,
        }
    return (
        "".join(f"--cv-{name}:{value};" for name, value in named.items())
        + f"--cv-rule:{theme.rule};--cv-quiet:{quiet(theme)};"
    )


def quiet(theme: Theme) -> str:
    """A surface that stands out a little: code, the column of pages."""
    return mix(theme.rule, theme.background, 0.25)


def furo(theme: Theme) -> dict[str, str]:
    """The theme's variables from a palette."""
    return {
        "color-brand-primary": theme.input.ink,
        "color-brand-content": theme.input.ink,
        "color-brand-visited": theme.input.ink,
        "color-foreground-primary": theme.ink,
        "color-foreground-secondary": theme.muted,
        "color-foreground-muted": theme.muted,
        "color-background-primary": theme.background,
        "color-background-secondary": quiet(theme),
        "color-background-border": theme.rule,
        "color-sidebar-background": mix(theme.rule, theme.background, 0.15),
        "color-sidebar-background-border": theme.rule,
        "color-code-background": quiet(theme),
        "font-stack": "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        "font-stack--monospace": "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
    }
