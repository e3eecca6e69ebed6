"""The desktop designer: draw a neural network, train it and look inside."""
