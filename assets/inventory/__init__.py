"""What exists: places, kinds of things, the things themselves, and what identifies them."""
