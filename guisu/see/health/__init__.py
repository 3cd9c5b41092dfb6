"""How the installation itself is: whether everything that it rests on works now."""
