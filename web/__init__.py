"""The register in a browser, and for programs."""
