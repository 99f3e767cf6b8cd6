"""The two sums of an output cell of a transposed convolution: the same factors, read two ways."""

from __future__ import annotations

from convanim.labels import ENGLISH, Labels, counted
from convanim.layout.footing import Addend, Sum
from convanim.story.stamps import Cell


def gather_sum(cell: Cell, activation: str, labels: Labels = ENGLISH) -> Sum:
    """The products of what the window reads; zeros that are not the input's own are only counted."""
    terms = tuple(Addend(share.value, share.weight) for share in cell.shares)
    remark = ""
    if cell.zeros:
        remark = labels("{number} zeros add nothing", number=counted(cell.zeros, labels))
    if cell.zeros == 1:
        remark = labels("one zero adds nothing")
    return _sum(terms, cell, activation, remark)


def scatter_sum(cell: Cell, activation: str, labels: Labels = ENGLISH) -> Sum:
    """What the stamps that meet in the cell have added."""
    terms = tuple(Addend(share.product) for share in cell.shares)
    remark = labels("{number} stamps", number=counted(len(terms), labels))
    if len(terms) < 2:
        remark = labels("one stamp") if terms else labels("no stamp reaches this cell")
    return _sum(terms, cell, activation, remark)


def running_sum(cell: Cell, landed: frozenset[int], activation: str, labels: Labels = ENGLISH) -> Sum:
    """What the stamps that have landed so far have added; all of it once they all have."""
    shares = tuple(share for share in cell.shares if share.stamp in landed)
    if len(shares) == len(cell.shares):
        return scatter_sum(cell, activation, labels)
    total = sum((share.product for share in shares), start=cell.bias or 0)
    partial = Cell(shares, cell.bias, total, total, cell.zeros)
    terms = tuple(Addend(share.product) for share in shares)
    remark = labels("{number} stamps so far", number=counted(len(terms), labels))
    if len(terms) == 1:
        remark = labels("one stamp so far")
    return _sum(terms, partial, "none", remark)


def _sum(terms: tuple[Addend, ...], cell: Cell, activation: str, remark: str) -> Sum:
    bias = () if cell.bias is None else (Addend(cell.bias, role="bias"),)
    whole = (*terms, *bias) or (Addend(0, role="nothing"),)
    products = tuple(share.product for share in cell.shares)
    return Sum(whole, products, cell.sum, activation, cell.value, remark)
