"""The one error that convanim raises for what a user can mend."""


class ConvanimError(ValueError):
    """Something asked for cannot be; the text says what was given, why not, and what would do.

    The text is one sentence in lower case, without a full stop at its end, ready to print behind
    ``error:``. It is a ``ValueError`` so that a caller who knows nothing of convanim can catch it.
    """
