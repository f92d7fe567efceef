"""A network as a figure: circles, layers, the names and values of weights, a way through it.

network (what there is)  ->  layout (where it stands)  ->  svg | tikz | terminal
"""
