"""How things came here: projects, lots and their milestones."""
