"""The criteria file: its grammar, its places for messages, its JSON Schema."""
