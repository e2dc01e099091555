"""A sound file, and what the loader says of it when one thing in it is broken."""
# ruff: noqa: E501  # the rows of the sound file are read as a table

from __future__ import annotations

import pytest

from scoring import SchemeError, Source, load_scheme
from tests.scoring.samples import no_plan

SOUND = """\
scheme: mau
version: 2024-01-01
title: Thang điểm mẫu
cite: {document: 1/QĐ-UBND}
effective: {from: 2024-01-01}
subjects: {kinds: [collective], levels: [xa]}
publish: {round: {to: 0.01, mode: half_up}}
facts:
  - {id: a, title: A, kind: count, unit: cái}
  - {id: b, title: B, kind: count, unit: cái}
  - {id: kl, title: KL, kind: choice, unit: mức, labels: {khong: Không, co: Có}}
decide:
  - {id: hieu, question: Hiểu sao?, who: Hội đồng, options: {mot: Một, hai: Hai}}
weights: {must_sum_to: 30}
children:
  - id: x
    title: X
    cite: {clause: "1"}
    max_points: 10
    measure: {ratio: [a, b], transform: percent}
    target: [{at_least: 60, to: 2024-06-30}, {at_least: 70, from: 2024-07-01}]
    scale: {knots: [[0, 0], [target, max_points]]}
    on_zero_denominator: full
  - id: y
    title: Y
    cite: {clause: "2"}
    max_points: 20
    combine: sum
    children:
      - {id: y.1, title: Y1, cite: {clause: "2.1"}, max_points: 10, measure: {fact: kl}, scale: {table: {khong: 10, co: 0}}}
      - {id: y.2, title: Y2, cite: {clause: "2.2"}, max_points: 10, measure: {fact: a}, scale: {per: 2}, gates: [{id: g2, title: G2, require: y.1 > 0, else: {score: 0}}]}
gates:
  - {id: g, title: G, require: fact.kl == 'khong', else: {class_at_most: Khá}}
classify:
  - {label: Tốt, at_least: 80}
  - {label: Khá, above: 60, require: lowest > 0}
  - {label: Kém}
rank: {by: [{key: total}, {key: y.1, order: low}]}
select:
  - {id: chon, title: Chọn, share: 15/100, of: eligible, require: class == 'Tốt' and rank <= 3}
  - {id: cao, title: Cao, places: 1, of: chon}
"""


def first_problem(old: str, new: str) -> tuple[str, str, str]:
    """Break one thing of the sound file; give code, words and what stands at the place that is named."""
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    with pytest.raises(SchemeError) as caught:
        load_scheme(Source("mau.yaml", text), no_plan)
    problem = caught.value.problems[0]
    name, line, column = problem.place.split(":")
    assert name == "mau.yaml"
    return problem.code, problem.text(), text.splitlines()[int(line) - 1][int(column) - 1 :]
