"""The demo, which is also the fixture of all tests: a dated script of ops, replayed. Nothing is written past it."""
