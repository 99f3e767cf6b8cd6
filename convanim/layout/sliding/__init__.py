"""The layout of one kernel over one map: numeric, as a row, or tilted, as two planes."""
