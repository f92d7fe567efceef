"""Somebody's numbers against those of a trace: which is wrong first, and which mistake explains it.

claimed    digits         each claim with the value that it is about; whether a number is that value
verdicts   own  inexact   a number holds, follows from somebody's own others, or is wrong
mistakes   worlds         the training as it is where a mistake is made
diagnosis                 the mistakes that give the wrong numbers as they were printed
checked                   all of these, on one page
gradients  slopes  moving  every derived gradient against one that was measured
"""
