"""Indexed equations and what can be done with them; knows nothing of neural networks.

expressions   what a formula is made of
primitives    the functions that formulas are made of; `primitive_values`: what they are in numbers
names         how scalars are spelled
steps         equations in order: a training step
wellformed    is every reference defined before it is used?
derive        forward equations -> backward equations
instances     a family -> one of its scalars, as people read it
differentiate an expression -> its derivative, short enough to read
evaluate      the value of an instance, on demand
notation      an expression -> text, in any notation
"""
