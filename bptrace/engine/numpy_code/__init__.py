"""The families of a step -> NumPy code: one array operation after the other.

operations    arrays with named axes, and what is done to them
families      equations -> operations
sums          Σ of products -> matrix products
instructions  operations one after the other, equal ones once
storage       which array holds what, and for how long
statements    an instruction -> a line of Python
loops         a step -> the lines of its iterations, or of its forward pass
functions     what the lines call
"""
