"""In and out: lists that people bring, and lists that they take away."""
