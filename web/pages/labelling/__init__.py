"""Pages about what labels are made of: papers, designs, printers."""
