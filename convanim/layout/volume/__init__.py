"""The layout of a three-dimensional convolution: depth slices side by side, a box that spans some of them."""
