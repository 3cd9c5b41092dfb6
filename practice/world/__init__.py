"""A corp and the people around it: state, the rules of what may happen, and what is told of it.

No HTTP, no clock, no thread: every function takes the moment as `at`, in Unix seconds, because
that is what the wire speaks, with fractions, because a welcome code lives 20.0 of them.
"""
