"""Papers that are signed and filed, in the languages of those who read them."""
