"""How fast it is with 100,000 assets: `python -m tests.benchmarks`, which `make bench` runs."""
