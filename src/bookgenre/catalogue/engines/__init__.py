"""Engines: where and how the model runs over many books.

A module ``NAME.py`` is an engine. It has ``classify(records, settings)``, an iterator over one `Finding`
for each record, in the order of the records. Records are taken as they are needed, a bounded number ahead. Every answer
is that of `bookgenre.catalogue.answering.RecordAnswerer`, which reads one text per run of the network, so that it does
not depend on the engine or on what stands beside the book.
"""
