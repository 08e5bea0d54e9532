"""What is known about bots, participants and streams. Pure: no Qt, no I/O; time comes in as an argument."""
