"""Logs written by earlier versions, with the tables they gave then: today’s code must derive the same from them."""
