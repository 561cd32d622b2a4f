"""Speed and accuracy, runnable by anyone: `make bench`, `make accuracy`."""
