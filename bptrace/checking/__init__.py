"""Somebody's numbers against those of a trace: which is wrong first, and which mistake explains it.

claims     verdicts       a printed number holds, follows from the person's own, or is wrong
mistakes   worlds         the training as it is where a mistake is made
diagnosis                 the mistakes that give the wrong numbers as they were printed
gradients  slopes  moving  every derived gradient against one that was measured
"""
