"""bptrace shows backpropagation happening: every value of every training iteration, by name."""

__version__ = "0.1.0"
