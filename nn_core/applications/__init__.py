"""Well-known networks for pictures, to train or to go on from."""
