"""The layout of a picture, a kernel that sweeps over it, and the feature map as a picture."""
