"""Every sign, name, number and formula, as text.

glyphs           every sign, Unicode or ASCII; tex_glyphs, mathml_glyphs: the same for documents
typesetting      names and numbers with indices and powers, where the signs know any
names            values as people write them: ∂E/∂out_h1, δ_o1, w5⁺
numbers          digits; printed_numbers: those of a check, as they were printed
formulas         an equation's instance in symbols and in numbers
rewriting        what is typeset otherwise than it is computed
families         the formula of a whole family: ∂out/∂net = out·(1 − out)
texts            words with formulas among them
page             all of these, for one trace
"""
