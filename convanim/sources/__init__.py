"""Where numbers come from: sizes to fill, values, array files, images, kernels by name."""

from convanim.sources.source import File, Flow, Named, Seeded, Source, Values, Weights, parse

__all__ = ["File", "Flow", "Named", "Seeded", "Source", "Values", "Weights", "parse"]
