"""ONIX for Books 2.1, 3.0 and 3.1, of reference and of short tags: what its reader and its writer share."""
