"""The layout of an activation: the map before, the curve, the map after."""
