"""Tests of scripts/mirror."""
