"""Guisu: community marketing and private domain on one process or many.

The floors, from the top: doors > see > act > take_in > know > ground; config and demo stand above
them all. A room uses rooms of lower floors, never of higher ones, and of its own floor what the
docstring of the floor says. locale/ holds the translations.
"""
