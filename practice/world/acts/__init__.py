"""What people do. Each act changes the world and announces what WeCom would announce."""
