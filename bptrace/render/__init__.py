"""A trace -> what people read. Renderers look up and lay out; they compute no number.

words/      every word for people, one catalogue a language
glyphs      every sign, Unicode or ASCII; tex_glyphs, mathml_glyphs: the same for documents
typesetting names and numbers with indices and powers, where the signs know any
texts       words with formulas among them
names       values as people write them: ∂E/∂out_h1, δ_o1, w5⁺
numbers     digits
formulas    an equation's instance in symbols and in numbers; rewriting: what is typeset otherwise
families    the formula of a whole family: ∂out/∂net = out·(1 − out)
page        all of these, for one trace
blocks      headings, remarks, derivations, tables: a page before numbers are in it
cells       the numbers of a record, as a block shows them
forward, backward, update, equations, iteration     the blocks of an iteration
samples     those of a batch beside one another
lines       spans of text with a meaning; columns aligned at the decimal point
layout      blocks and the numbers of an iteration -> lines
overview, outcome, report       what is run, how E falls, the whole
terminal    lines -> a terminal, a pipe, a file
explanation, worked, figure, fractions, shown       one value as a hand calculation
check, diagnosis, claimed, printed_numbers, origins, mistakes, check_lines    checks of numbers
answer, check_shown                                 an answer in whatever form somebody wants it
data/       the same as JSON
parts, filling, document        blocks with their numbers: a document before it has a format
markdown, latex, html           parts -> text, one module a format; `renderers` lists them
breaking    where a long formula of a document goes on in the next line
"""
