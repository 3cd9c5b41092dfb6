"""Handing customers and groups from one colleague to another, on the job and after they left."""
