"""The demo, which is also the fixture of all tests: a dated script of ops replayed through the door. Nothing is written past it."""
