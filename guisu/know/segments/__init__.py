"""Who they are: conditions, segments, scores and stages, over the warehouse and the profiles."""
