"""``python -m convanim.labels`` lists every text of the code in en.toml, where translators find them.

It also says which texts a shipped language lacks.
"""

from __future__ import annotations

from convanim.labels.collect import collected
from convanim.labels.languages import ENGLISH_FILE, FOLDER, as_toml, shipped_names, table


def main() -> None:
    """Rewrite en.toml from the code."""
    texts = collected()
    ENGLISH_FILE.write_text(as_toml({text: text for text in texts}), encoding="utf-8")
    print(f"{ENGLISH_FILE.name}: {len(texts)} texts")
    for name in shipped_names():
        said = table(FOLDER / f"{name}.toml").get("labels", {})
        lacking = [f"lacks {text}" for text in texts if text not in said]
        outdated = [f"has the unknown {text}" for text in said if text not in texts]
        print(f"{name}.toml", *lacking, *outdated, sep="\n  ")


if __name__ == "__main__":
    main()
