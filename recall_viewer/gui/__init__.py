"""The window: Qt widgets that follow the model and own no facts."""
