"""Mouse gestures, one class each."""
