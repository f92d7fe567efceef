"""Measurements, side by side in one run; `python -m tests.benchmarks`. No test asserts a time."""
