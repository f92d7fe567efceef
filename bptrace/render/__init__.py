"""A trace -> what people read. Renderers look up and lay out; they compute no number.

words/      every word for people, one catalogue a language
glyphs      every sign, Unicode or ASCII
names       values as people write them: ∂E/∂out_h1, δ_o1, w5⁺
numbers     digits
lines       spans of text with a meaning; tables aligned at the decimal point
formulas    an equation's instance in symbols and in numbers
sections    forward, error, backward, update: one iteration as lines
overview    what is run, and how E falls
terminal    lines -> a terminal, a pipe, a file
"""
