"""One module for each noun, named as in `assets`: how programs do things."""
