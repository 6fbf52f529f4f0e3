"""The notices of a case as letters, on paper and for printing."""
