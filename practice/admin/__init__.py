"""The doors that no real server has: stage what people do, move time, break things, look."""
