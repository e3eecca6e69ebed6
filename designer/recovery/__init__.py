"""Recovery: what is written down while the user works, and what is left of it after a crash. Without Qt."""
