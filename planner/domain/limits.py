"""Limits on what is taken in, in one place: the code reads them and the documentation prints them."""

MAX_DOCUMENT_BYTES = 10_000_000
"""Size of a portfolio or plan document."""
MAX_DEPTH = 40
"""Nesting of a document."""
MAX_NODES = 500_000
"""Values in a document, after YAML aliases are followed."""
MAX_ALIASES = 200
"""YAML aliases in a document."""
MAX_DIAGNOSTICS = 200
"""Findings that one answer lists."""
MAX_ARCHIVE_BYTES = 50_000_000
"""Unpacked size of an uploaded archive or workbook."""
MAX_ARCHIVE_FILES = 200
"""Files in an uploaded archive."""
MAX_HISTORY_ROWS = 20_000
"""Rows of finished work that a portfolio learns from."""
MAX_HISTORIES = 100
"""Stored histories of finished work of an organisation."""
MAX_COMMENT = 4_000
"""Characters of a comment on a project."""
MAX_COMMENTS = 1_000
"""Comments on a project."""
MAX_FILTERS = 100
"""Saved filters of the table of projects that an organisation keeps."""
MAX_ACTUALS = 600
"""Months of all sources of what was spent that a portfolio stores."""
MAX_ACTUAL_LINES = 20_000
"""Different lines (by project, kind, pool, accelerator and currency) of a source in a month."""
MAX_USERS = 1_000
"""Users of an organisation."""
MAX_TOKENS = 50
"""API tokens of a user that have not ended."""
