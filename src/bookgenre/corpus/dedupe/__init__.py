"""Which records are the same book or the same text, and one record made of several."""
