"""Everything that is printed. It is told what to print and knows no register."""
