"""Pages about what exists."""
