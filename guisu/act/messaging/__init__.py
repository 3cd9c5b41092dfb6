"""Mass messages and moments: asked for by us, confirmed by colleagues, told by WeCom."""
