"""Resource-constrained project scheduling: instance files, as planning problems with stated shares, and their check."""
