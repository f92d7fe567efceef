"""Traces as tables and arrays: CSV, Parquet, NPZ; writers, readers and what they share."""
