"""Pages of signing in, out and about oneself."""
