"""How far rounding on the way can bring a number, and what was rounded.

reach      of each value, when every one before it was rounded
rounded    one or all of the values, to so many digits
precision  numbers of a program that computes in float32 or float16
decimals   the rounding itself
"""
