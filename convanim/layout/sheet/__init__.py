"""The layout of filters and layers: a column for each channel, a row for each filter."""
