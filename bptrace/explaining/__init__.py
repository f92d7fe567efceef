"""A name and an iteration -> a derivation: the value as a hand calculation, from the equations.

derivation   what a derivation consists of, as data
values       which values a reader wants to see for a name, in order of computation
chains       a derivative as a product of derivatives, along one path or all of them
checks       the gradient of a parameter in three ways
asking       a name in any spelling -> its derivation
tree         a derivation -> JSON
"""
