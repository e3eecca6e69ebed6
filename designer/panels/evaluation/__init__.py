"""The pages of the Evaluate panel: each shows one side of a result and has its numbers as a table."""
