"""Workbooks row by row: runs in a process of its own, knows no framework, may die alone."""
