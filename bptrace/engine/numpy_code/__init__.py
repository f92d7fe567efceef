"""The families of a step -> NumPy code: one array expression a family.

operations    arrays with named axes, and what is done to them
families      equations -> operations
sums          Σ of products -> contractions
instructions  operations one after the other, equal ones once
storage       which array holds what, and for how long
loops         instructions -> lines of Python
"""
