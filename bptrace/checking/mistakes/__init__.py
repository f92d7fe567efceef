"""The mistakes people make: changes of an experiment, of equations, of how they are evaluated."""
