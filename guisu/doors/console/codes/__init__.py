"""Contact codes: the list, the editor, the page of one code, its poster and its picture."""
