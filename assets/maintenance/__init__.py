"""What things are owed: plans of care and the orders that come of them."""
