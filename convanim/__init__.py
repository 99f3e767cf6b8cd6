"""Animations that explain convolution layers."""
