"""A training, as `bptrace run` shows it.

forward, backward, update, equations   the blocks of an iteration; `iteration` has them all
samples                                those of a batch beside one another
overview                               what is run: the network, the data, the training
outcome                                how E falls, and what the outputs are at the end
report                                 the whole, for a terminal
"""
