"""What people type: forms read into domain values, with a message at each field."""
