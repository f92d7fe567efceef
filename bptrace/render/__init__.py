"""A trace -> what people read. Renderers look up and lay out; they compute no number.

words       every word for people, one catalogue a language
signs       every sign, name, number and formula
layout      where they stand on a page
run         a training: its network, its iterations, how it ends
explained   one value as a hand calculation
plotting    curves over the iterations
drawing     the network as a figure
documents   all of it in a terminal, as Markdown, LaTeX, HTML
checks      checks of numbers and gradients, differences
"""
