"""The scenarios of product.md in a real browser, against the demo served as people serve it."""
