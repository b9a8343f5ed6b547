"""What `rehab` can be told on the command line. What is slow to load is loaded when it is used."""
