"""The two sums of an output cell of a transposed convolution: the same factors, read two ways."""

from __future__ import annotations

from convanim.layout.footing import Addend, Sum
from convanim.numbers import in_words
from convanim.story.stamps import Cell


def counted(number: int, noun: str, plural: str = "") -> str:
    """``one stamp``, ``four stamps``."""
    word = in_words(number)
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def gather_sum(cell: Cell, activation: str) -> Sum:
    """The products of what the window reads; zeros that are not the input's own are only counted."""
    terms = tuple(Addend(share.value, share.weight) for share in cell.shares)
    remark = ""
    if cell.zeros:
        remark = f"{counted(cell.zeros, 'zero')} {'adds' if cell.zeros == 1 else 'add'} nothing"
    return _sum(terms, cell, activation, remark)


def scatter_sum(cell: Cell, activation: str) -> Sum:
    """What the stamps that meet in the cell have added."""
    terms = tuple(Addend(share.product) for share in cell.shares)
    remark = counted(len(terms), "stamp") if terms else "no stamp reaches this cell"
    return _sum(terms, cell, activation, remark)


def running_sum(cell: Cell, landed: frozenset[int], activation: str) -> Sum:
    """What the stamps that have landed so far have added; all of it once they all have."""
    shares = tuple(share for share in cell.shares if share.stamp in landed)
    if len(shares) == len(cell.shares):
        return scatter_sum(cell, activation)
    total = sum((share.product for share in shares), start=cell.bias or 0)
    partial = Cell(shares, cell.bias, total, total, cell.zeros)
    terms = tuple(Addend(share.product) for share in shares)
    return _sum(terms, partial, "none", f"{counted(len(terms), 'stamp')} so far")


def _sum(terms: tuple[Addend, ...], cell: Cell, activation: str, remark: str) -> Sum:
    bias = () if cell.bias is None else (Addend(cell.bias, role="bias"),)
    whole = (*terms, *bias) or (Addend(0, role="nothing"),)
    products = tuple(share.product for share in cell.shares)
    return Sum(whole, products, cell.sum, activation, cell.value, remark)
