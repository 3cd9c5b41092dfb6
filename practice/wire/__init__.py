"""WeCom's wire: tokens, validation, error numbers, rates and pages over the world's rules."""
