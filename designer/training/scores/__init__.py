"""What predictions on the test part are worth: intervals, reports, curves, mistakes. NumPy only."""
