"""Reading scripts: a small interpreter of Python that knows constants, layers and models, and runs nothing else."""
