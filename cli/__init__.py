"""What is typed: one command, one module."""
