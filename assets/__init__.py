"""The register and its rules. Knows nothing of the web, of jobs or of paper."""
