"""bookgenre beside its peers, on the same rows; ``benchmarks/peers/run`` builds the table of ``docs/peers.md``."""
