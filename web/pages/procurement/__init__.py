"""Pages about how things are bought."""
