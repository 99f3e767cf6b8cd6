"""Where numbers come from: sizes to fill, values, array files, images, kernels by name."""

from convanim.sources.parsing import parse
from convanim.sources.source import File, Flow, Named, Seeded, Source, Values, Weights

__all__ = ["File", "Flow", "Named", "Seeded", "Source", "Values", "Weights", "parse"]
