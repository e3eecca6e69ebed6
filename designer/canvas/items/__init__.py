"""What is painted on the canvas."""
