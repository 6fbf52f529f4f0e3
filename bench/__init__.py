"""What is timed: `make bench`, explained in docs/performance.md."""
