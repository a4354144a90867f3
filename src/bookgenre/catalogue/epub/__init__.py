"""Books as EPUB files: the package document (OPF) that describes one, and the archive that holds it."""
