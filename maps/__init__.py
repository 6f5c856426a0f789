"""What is shown: the page and everything in it."""
