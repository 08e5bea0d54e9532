"""Names for the stream protocol, which sends none: Recall's REST API, and the key for it."""
