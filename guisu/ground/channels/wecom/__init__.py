"""WeCom (企业微信): its callbacks' encryption, its errors, its calls."""
