"""The layout of the zoom: one sheet, drawn once, and three places from which it is seen."""
