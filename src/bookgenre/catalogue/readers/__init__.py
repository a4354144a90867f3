"""Readers of catalogues: one module per format of input.

A module ``NAME.py`` is a format. It has

- ``LABEL``: what people call the format;
- ``SUFFIXES``: endings of its files in small letters, without ``.gz`` or ``.zst``, such as ``(".mrc", ".marc")``;
- ``looks_like(head)``: whether the first 64 KB of a file, unpacked, are of this format; never raises;
- ``read(path, options)``: an iterator over `bookgenre.catalogue.record.Record`, one at a time, in bounded memory.

A record that cannot be used is yielded with its ``problem``. A file that is not of the format raises `DataError`; one
that breaks off yields what stands before the break, and then a record with a problem that says so. A file may be
packed: open it with `bookgenre.files.open_unpacked`. Records are numbered from 1 in each file; those of a file are the
same, and in the same order, each time that it is read.

A format whose input is a folder also has ``MARKER``, the name of a file by which such a folder is known, such as
``metadata.db``; `read` then takes the folder. Packages that are not of the base install are imported within functions,
and `MissingExtraError` is raised where they are missing.
"""
