"""A practice ground: a WeCom (企业微信) server of one's own, on which nobody is disturbed.

Knows nothing of the product that practises on it: whoever speaks WeCom's HTTP can.
"""
