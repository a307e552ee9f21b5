"""Metrics, harness and benchmarks; never imported at run time."""
