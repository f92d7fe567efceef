"""A name and an iteration -> a derivation: the value as a hand calculation, from the equations.

derivation   what a derivation consists of, as data
values       which values a reader wants to see for a name
following    what a value is computed from, in order of computation
chains       a derivative as a product of derivatives; paths: one for each path to E
shortening   why a delta is equal to a short form; kinks: where a derivative is none
written      an instance as it is read
checks       the gradient of a parameter in three ways; differences: one of them
asking       a name in any spelling -> its derivation
tree         a derivation -> JSON
"""
