"""Pages of the room `regulator`."""
