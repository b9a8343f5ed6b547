"""One module for each noun, named as in `assets`: how people do things."""
