"""Who works here: accounts, posts, stores and what each may see; keys; the installation; audit."""
