"""The tests: they mirror the package, and beside that drive real notebooks."""
