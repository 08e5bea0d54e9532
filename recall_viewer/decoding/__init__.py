"""Bytes to pictures on worker threads: the newest frame of a stream wins, hidden streams wait encoded."""
