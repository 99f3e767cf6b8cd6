"""What the cells of the flat views show: the most that their size allows and that all their numbers fit."""

from __future__ import annotations

from convanim.layout.cells import Detail, detail_of, factors_fit, fit_number
from convanim.layout.transposed.plan import Facts
from convanim.layout.transposed.side import Block
from convanim.layout.transposed.stamp_text import added_fit


def details_of(facts: Facts, block: Block, scale: float) -> dict[str, Detail]:
    """What the cells of "source", "target" and "kernel" show: the most that fits for all of their numbers."""
    cell, kernel = block.cell, block.kernel_cell
    found = {
        "source": _numbers(facts.inputs, cell, scale),
        "target": _numbers(facts.outputs, cell, scale),
        "kernel": _numbers(facts.weights, kernel, scale),
    }
    if block.sheet.name == "gather":
        if found["source"] is Detail.FACTORS and not factors_fit(facts.inputs, facts.weights, cell, scale):
            found["source"] = Detail.NUMBERS
        found["target"] = min(found["target"], Detail.NUMBERS)
    else:
        found["source"] = min(found["source"], Detail.NUMBERS)
        if found["target"] is Detail.FACTORS and not _terms_fit(facts, cell, scale):
            found["target"] = Detail.NUMBERS
    return found


def _terms_fit(facts: Facts, cell: float, scale: float) -> bool:
    beside = [fit_number(value, cell, scale, True) for value in facts.outputs]
    legible = all(digits is not None and "≈" not in digits.text for digits in beside)
    return legible and added_fit(facts.inputs, facts.weights, cell, scale)


def _numbers(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = detail_of(cell * scale)
    fits = detail < Detail.NUMBERS or all(fit_number(value, cell, scale) for value in values)
    return detail if fits else Detail.GRID
