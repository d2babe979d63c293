"""What benchmarks/detection.py measures: are faults seen, and ordinary releases left alone."""
