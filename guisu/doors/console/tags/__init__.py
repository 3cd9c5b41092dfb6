"""Tags: what there is, who has it, giving and taking it, one by one and by thousands."""
