"""What bots send: bytes and text in, events out. No sockets, no clock, no Qt."""
