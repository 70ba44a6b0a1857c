"""The core: what descends and how, in NumPy alone. Import its modules by name."""
