"""The layout of samples: one kernel over a row, or a stack of layers over a row."""
