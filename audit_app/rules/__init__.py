"""What is allowed, what is due, what is drawn; pure functions on the standard library.

No file, network, database or clock is asked here: the day comes in as an argument, a no goes out as `Refused`.
"""
