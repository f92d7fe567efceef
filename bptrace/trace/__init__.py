"""The recorded values: one row an iteration, one named column a scalar; and their writers."""
