"""Rows: every table, and the only code that reads or writes one. It knows the law's value types, never Flask or a room."""
