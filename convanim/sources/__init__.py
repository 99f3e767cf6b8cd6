"""Where numbers come from: sizes to fill, values, array files, images, kernels by name."""

from convanim.sources.source import File, Named, Seeded, Source, Values, parse

__all__ = ["File", "Named", "Seeded", "Source", "Values", "parse"]
