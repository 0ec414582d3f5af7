"""Throughput and replicas of served models."""
