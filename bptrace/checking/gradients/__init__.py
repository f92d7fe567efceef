"""Every derived gradient against one that was measured.

gradcheck  the comparison
slopes     E at both sides of a value -> the slope, and how exactly it is known
moving     one value of the network moved, and E computed again
document   the comparison as JSON
"""
