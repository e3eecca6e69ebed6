"""Plans: the steps of a training, compiled once and then repeated without new memory."""
