"""Imports: the list, and the wizard from the upload to the result."""
