"""The tests' own tables of owed rows."""

from tests.jobs.debts import tables

__all__ = ["tables"]
