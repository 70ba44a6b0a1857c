"""gdwidgets measured beside what a user would pick instead."""
