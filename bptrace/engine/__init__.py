"""A step -> its values, iteration by iteration.

straight_line   all instances of a step as lines of Python
scalar          those lines as compiled functions
numpy_code      all families of a step as lines of NumPy
array           those lines as compiled functions
training        iterations in a row: records, states, checkpoints, divergence
"""
