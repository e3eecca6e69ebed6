"""The document, without Qt: graph, commands, history, shapes, problems and the way to a model that trains."""
