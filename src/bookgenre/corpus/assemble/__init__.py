"""Building a corpus: read, fingerprint, group, write, describe."""
