"""What the kernels that have a name are called, and what they do."""

from __future__ import annotations

from convanim.labels import Labels


def kernel_title(name: str, labels: Labels) -> str:
    """The title of a named kernel."""
    return {
        "identity": labels("Identity kernel"),
        "box-blur": labels("Box blur"),
        "gaussian": labels("Gaussian blur"),
        "sharpen": labels("Sharpening kernel"),
        "sobel-x": labels("Sobel kernel for vertical edges"),
        "sobel-y": labels("Sobel kernel for horizontal edges"),
        "prewitt": labels("Prewitt kernel"),
        "laplacian": labels("Laplacian kernel"),
        "emboss": labels("Emboss kernel"),
    }[name]


def kernel_prose(name: str, labels: Labels) -> str:
    """What a named kernel does, in a sentence."""
    return {
        "identity": labels(
            "The middle weight is 1 and all others are 0, so every window gives back its middle pixel."
        ),
        "box-blur": labels(
            "Nine equal weights average the pixels under the kernel, so detail is smoothed away."
        ),
        "gaussian": labels(
            "Near pixels weigh more than far ones, so the picture is smoothed but keeps its shapes."
        ),
        "sharpen": labels("Each pixel is pushed away from its four neighbours, so every edge gets steeper."),
        "sobel-x": labels(
            "The right column minus the left one: the sum is large where brightness changes sideways."
        ),
        "sobel-y": labels(
            "The bottom row minus the top one: the sum is large where brightness changes downwards."
        ),
        "prewitt": labels(
            "The right column minus the left one, all rows alike: the sum is large at vertical edges."
        ),
        "laplacian": labels(
            "Four neighbours minus four times the middle: the sum is 0 where brightness changes evenly."
        ),
        "emboss": labels(
            "Pixels below right count up, pixels above left count down, like light from one corner."
        ),
    }[name]
