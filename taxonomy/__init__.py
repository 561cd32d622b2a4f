"""Entries, vocabulary and the rules they obey: what the base may say."""

from taxonomy.checks import check, check_library
from taxonomy.entry import Entry
from taxonomy.library import Library, load_library
from taxonomy.problem import Problem

__all__ = ["Entry", "Library", "Problem", "check", "check_library", "load_library"]
