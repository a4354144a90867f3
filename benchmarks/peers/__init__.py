"""bookgenre beside its peers, on the same rows; ``benchmarks/peers/run`` builds ``docs/research/peers.md``."""
