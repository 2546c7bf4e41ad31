"""Spreadsheets in: a file's bytes become a table of text, and a table becomes checked rows.

What the rows do afterwards (rows in the database, ops, pages) does not live here.
"""
