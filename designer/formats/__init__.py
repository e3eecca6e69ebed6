"""Files of the designer: the project file, and the door to the model files of the engine."""
