"""What colleagues are to do in WeCom by hand: lists, one task, opening and ending it."""
