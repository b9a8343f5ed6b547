"""Labels as the register keeps them: of what design, on what paper, by which printer."""
