"""The audit: which subjects of a catalogue are likely wrong, and which are missing, by what its descriptions say."""
