"""Benchmarks: they print numbers and assert nothing. `python -m tests.bench.NAME`."""
