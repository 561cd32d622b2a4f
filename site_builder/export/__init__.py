"""Files for machines and for other programs: dumps, feeds, API, lists."""
