"""What follows from an op, later: one file an effect, carried out by the worker."""
