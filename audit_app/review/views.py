"""Pages of the room `review`."""
