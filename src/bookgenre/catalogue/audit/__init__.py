"""The audit: which subjects of a catalogue are likely wrong, and which are missing, by what its descriptions say.

>>> from bookgenre.catalogue.audit import audit_catalogue
>>> audit = audit_catalogue("titles.xlsx")  # doctest: +SKIP
>>> audit.concerns[0].title, audit.concerns[0].message  # doctest: +SKIP
('The Long Crossing', 'is catalogued as fiction; the description reads as nonfiction (97%)')
"""

from bookgenre.catalogue.audit.audit_run import audit_catalogue
from bookgenre.catalogue.audit.auditor import Audit, Auditor
from bookgenre.catalogue.audit.concern import KINDS, Concern
from bookgenre.catalogue.audit.reports import html_report, summary, text_report, write_csv_report

__all__ = [
    "KINDS",
    "Audit",
    "Auditor",
    "Concern",
    "audit_catalogue",
    "html_report",
    "summary",
    "text_report",
    "write_csv_report",
]
