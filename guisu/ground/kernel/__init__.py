"""What every room stands on: refusals, money, text, digests. No framework."""
