"""The layout of pooling, numeric and tilted."""
