"""Models as Python source: written as a teacher would, and read without running it."""
