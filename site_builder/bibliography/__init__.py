"""References to the entries in the formats that papers and reference managers take."""

from site_builder.bibliography.bibtex import bibtex, bibtex_entry
from site_builder.bibliography.csl import csl_json
from site_builder.bibliography.reference import BibliographyError, Reference, reference
from site_builder.bibliography.ris import ris
from site_builder.bibliography.table import csv
from site_builder.bibliography.tex import Encoding, EncodingError

__all__ = [
    "BibliographyError",
    "Encoding",
    "EncodingError",
    "Reference",
    "bibtex",
    "bibtex_entry",
    "csl_json",
    "csv",
    "reference",
    "ris",
]
