"""Curves, in a terminal and as a picture."""
