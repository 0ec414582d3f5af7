"""What training and serving need: accelerators, hours, replicas."""
