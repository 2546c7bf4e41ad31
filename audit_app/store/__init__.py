"""Rows: every table, and the only code that reads or writes one. It knows the value types of `rules`, never Flask or a page."""
