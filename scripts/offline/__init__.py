"""The offline pack of each language: a worker, a manifest of files with hashes, and what an installed icon needs."""
