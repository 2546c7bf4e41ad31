"""Typed data in, bytes out: what leaves the system on paper or as an office file.

Neither pages nor the database are known here; whoever calls brings the rows.
"""
