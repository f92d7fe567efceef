"""`python -m tests.pictures` draws the README's pictures anew: terminals from real output, curves
from the times that `python -m tests.benchmarks --store` measured."""

from __future__ import annotations

from tests.pictures import curves, figures
from tests.pictures.drawing import PICTURES, path_of, picture

for name in PICTURES:
    path = path_of(name)
    path.write_text(picture(name), encoding="utf-8")
    print(path)
for name in curves.THEMES:
    path = curves.path_of(name)
    path.write_text(curves.chart(name), encoding="utf-8")
    print(path)
for name in figures.FIGURES:
    path = figures.path_of(name)
    path.write_text(figures.figure(name), encoding="utf-8")
    print(path)
