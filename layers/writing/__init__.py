"""What leaves: tables for other programs, accounts of rows, and empty tables to fill in."""
