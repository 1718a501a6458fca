"""`mirror.py`: fetch, prove, serve and update a copy. Its modules are joined into one file (see join.py)."""
