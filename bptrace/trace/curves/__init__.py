"""Values over the iterations, as few points as show the same curve."""
