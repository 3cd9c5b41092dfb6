"""What a condition means for one person, in plain Python: the measure of every other evaluator."""
