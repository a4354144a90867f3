"""Writers of catalogues: one module per format of output.

A module ``NAME.py`` is a format. It has ``LABEL`` and ``SUFFIXES``, as the readers have, and one of two functions:

- ``write(pairs, out, options)`` writes pairs of a `Record` and its `Finding`, in order, to a binary stream that cannot
  be read or wound back. The records are those of all inputs, and may come from readers of other formats.
- ``annotate(source, findings, out, options)`` writes the file `source` with what was found added. The reader of such
  files has the name of the module; there is one finding for each record that it yields, in its order. Findings with a
  problem add nothing. `options.note` takes what could not be added.

What is packed (``.gz``, ``.zst``) is packed and unpacked by the caller for `out`; `annotate` opens `source` with
`bookgenre.files.open_unpacked`, as the reader does.
"""
