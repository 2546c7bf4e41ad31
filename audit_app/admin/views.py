"""Pages of the room `admin`."""
