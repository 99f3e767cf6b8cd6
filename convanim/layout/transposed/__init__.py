"""The layout of a transposed convolution: gather, scatter, both, and tilted."""
