"""Measure a local network under the usual mix of requests: python -m benchmarks. A report, not a gate."""
