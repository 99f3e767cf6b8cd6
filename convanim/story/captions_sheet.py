"""What each beat of a sheet says, in one sentence; every number in it is read from the trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from convanim.labels import ENGLISH, Labels
from convanim.numbers import ALMOST, MINUS, format_number
from convanim.story.captions import activated, completed, passed_over
from convanim.story.sheet_ending import MERGE, STACK, is_ending
from convanim.story.storyboard import Beat, Kind, Storyboard

WRITTEN = 3
"""Up to so many channels, or filters, are told one by one."""
CHARS = 9


def describe(storyboard: Storyboard, trace: Any, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat: each filter's answers, their sum, and the bias."""
    beats = tuple(
        replace(beat, caption=_caption(beat, storyboard, trace, labels)) for beat in storyboard.beats
    )
    return replace(storyboard, beats=beats)


def sum_line(step: Any, labels: Labels = ENGLISH) -> str:
    """A filter's sum: ``−2 + 1 + 6 + bias 1 = 6``."""
    answers = list(step.channel_sums)
    terms = [_term(answer, not number) for number, answer in enumerate(answers)]
    if len(answers) > WRITTEN:
        hidden = _term(np.sum(answers[2:-1]), False)
        between = labels("({number} more) {sum}", number=len(answers) - 3, sum=hidden)
        terms = [*terms[:2], between, _term(answers[-1], False)]
    if step.bias != 0:
        terms.append(labels("bias {number}", number=format_number(step.bias, CHARS)))
    total = format_number(step.sum, CHARS)
    sign = ALMOST if total.startswith(ALMOST) else "="
    line = f"{' + '.join(terms)} {sign} {total.removeprefix(ALMOST)}"
    return line if step.value == step.sum else activated(line, step.value, labels, CHARS)


def _term(number: Any, first: bool) -> str:
    text = format_number(number, CHARS)
    return f"({text})" if MINUS in text[:2] and not first else text


def _caption(beat: Beat, storyboard: Storyboard, trace: Any, labels: Labels) -> str:
    count, filters = len(trace), trace.output_shape[0]
    alone = storyboard.positions != count
    if is_ending(beat, STACK):
        maps, rows, columns = trace.output_shape
        return labels(
            "the maps slide together into one output: H′ = {rows}, W′ = {columns}, out_dims = {maps}",
            rows=rows,
            columns=columns,
            maps=maps,
        )
    if is_ending(beat, MERGE):
        return labels("the {count} partial maps add up to one map", count=trace.weight.shape[1])
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            ordinal = beat.position % count
            shown = [beat.position // count] if alone else _shown(filters)
            place = trace.position(ordinal)
            said = [
                _said(index, filters, sum_line(trace.step(place, index), labels), labels) for index in shown
            ]
            line = "; ".join(said)
            return labels("position {number} of {count}: {line}", number=ordinal + 1, count=count, line=line)
        case Kind.SKIP:
            grid = (filters, *trace.output_shape[1:]) if alone else trace.output_shape[1:]
            return passed_over(beat.skipped, grid, labels)
        case Kind.REWIND:
            return labels(
                "the outputs are cleared and the windows return to position 1 of {count}", count=count
            )
        case Kind.HOLD:
            return completed(count, trace.output_shape, labels)


def _shown(filters: int) -> list[int]:
    return list(range(filters)) if filters <= WRITTEN else [0, 1, filters - 1]


def _said(index: int, filters: int, line: str, labels: Labels) -> str:
    if filters == 1:
        return line
    return labels("filter {number}: {line}", number=labels.filter_number(index), line=line)
