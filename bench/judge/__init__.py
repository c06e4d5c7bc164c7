"""What the rows measure with."""
