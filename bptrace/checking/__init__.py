"""Somebody's numbers against those of a trace: which is wrong first, and which mistake explains it.

claims      a number holds, follows from somebody's own others, or is wrong
mistakes    the catalogue: what people do, each as a change of the equations or of the training
worlds      the training as it is where a mistake is made
rounding    how far rounding on the way can bring a number
diagnosing  the mistakes that give the wrong numbers as they were printed
checked     all of these, on one page, as `findings`
search      where one number can come from
asked       whether the numbers that a check is asked with can be meant
digits      whether a number is a value, as far as it was printed
differing   the first value in which two traces differ
gradients   every derived gradient against one that was measured
"""
