"""The parts of the Runs panel."""
