"""Files as rows of text cells: what kind of file it is, and a stream over it in bounded memory."""
