"""One step of a run taken apart, and a learner's own optimizer held against a reference."""
