"""The layout of cross-correlation beside convolution: one input, one kernel, two readings."""
