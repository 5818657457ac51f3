"""What the library is measured against; run with ``python -m benchmarks``."""
