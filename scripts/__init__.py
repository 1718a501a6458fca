"""The generator: `python -m scripts <command>`, one module a command."""
