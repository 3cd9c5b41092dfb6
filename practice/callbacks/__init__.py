"""Callbacks: what happens is told to the product, encrypted, and not always politely."""
