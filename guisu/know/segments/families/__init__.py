"""The families of conditions that this room brings: a package each, with one file a concern.

`struct` (the conditions as values), `checks` (what is still missing in one), `facts` (what is known
of a person), `reference` (the rule for one person) and `changes` (what of the log can change the
answer) are pure. `compiled` is the rule for everybody and speaks Ibis; `loading` reads the facts of
a person, `words` says a condition in a sentence, `form` lists the pieces it is filled in by, and
these three speak Django. Rooms above keep theirs in `<room>/families/` in the same way.
"""
