"""`python -m tests.pictures` draws the README's pictures anew from real output."""

from __future__ import annotations

from tests.pictures.drawing import PICTURES, path_of, picture

for name in PICTURES:
    path = path_of(name)
    path.write_text(picture(name), encoding="utf-8")
    print(path)
