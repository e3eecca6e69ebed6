"""Python that reads data as the window does: what a student's own program would say, a file for each kind."""
