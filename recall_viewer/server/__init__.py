"""Where bots dial in: websockets, what guards them, and HTTP beside them."""
