"""Customer value: what buyers are expected to bring, and how well that is foretold."""
