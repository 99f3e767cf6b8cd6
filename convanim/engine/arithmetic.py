"""The size arithmetic of one axis, as functions.

Source: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285).
Relationships are numbered as there. Padding is symmetric, all sizes are along one axis.
"""


def effective_kernel(kernel: int, dilation: int) -> int:
    """Cells that a dilated kernel spans: k + (k − 1)(d − 1) (section 5.1)."""
    return kernel + (kernel - 1) * (dilation - 1)


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Positions of the kernel: ⌊(i + 2p − k − (k − 1)(d − 1)) / s⌋ + 1 (relationship 15).

    Relationship 6 is this without dilation, 5 also without padding, 2 with stride 1, 1 with neither.
    """
    return (size + 2 * padding - effective_kernel(kernel, dilation)) // stride + 1


def half_padding(kernel: int) -> int:
    """The padding ⌊k / 2⌋ that keeps the size for an odd kernel at stride 1 (relationship 3)."""
    return kernel // 2


def full_padding(kernel: int) -> int:
    """The padding k − 1 under which every overlap counts: i + (k − 1) positions (relationship 4)."""
    return kernel - 1


def pooling_output_size(size: int, kernel: int, stride: int) -> int:
    """Positions of a pooling window without padding: ⌊(i − k) / s⌋ + 1 (relationship 7)."""
    return output_size(size, kernel, stride)


def transposed_padding(kernel: int, padding: int) -> int:
    """The padding p' = k − p − 1 around the (stuffed) input of a transposed convolution (relationship 9).

    Relationship 8 is this for p = 0; 10 and 11 are it for half and full padding.
    """
    return kernel - padding - 1


def stuffed_size(size: int, stride: int) -> int:
    """The transposed input with s − 1 zeros between cells: i' + (i' − 1)(s − 1) (relationship 12)."""
    return size + (size - 1) * (stride - 1)


def unread_remainder(size: int, kernel: int, stride: int, padding: int) -> int:
    """The rows a = (i + 2p − k) mod s that a forward convolution never reads (relationship 14).

    The transposed convolution must add as many zeros at the bottom and right: its `output_padding`.
    """
    return (size + 2 * padding - kernel) % stride


def transposed_output_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> int:
    """The size a transposed convolution answers: s(i' − 1) + a + k − 2p (relationship 14).

    Relationship 13 is this without a, 12 also without padding, 9 with stride 1, 8 with neither.
    """
    return stride * (size - 1) + output_padding + kernel - 2 * padding
