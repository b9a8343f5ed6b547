"""Pages about what things are owed."""
