"""What people say: sentences with gaps, by theme of the shop, in a voice of one's own."""
