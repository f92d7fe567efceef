"""Numbers from outside: of publications, and of PyTorch.

The JSON files were computed with PyTorch 2.13 autograd and torch.optim.SGD in float64 and verified
by central differences in 60-digit arithmetic; each states its conventions. They are data: nothing
here writes them.
"""
