"""The mistakes people make, as changes of an experiment, of equations, of how they are evaluated."""
