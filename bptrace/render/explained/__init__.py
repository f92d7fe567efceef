"""One value as a hand calculation.

explanation  all that is said of a value
figure       the paths on which it reaches E
worked       a formula, with numbers, and what it comes to
"""
