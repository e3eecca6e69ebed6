"""Training: compile, fit, evaluate, predict, and the callbacks that listen."""
