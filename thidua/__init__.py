"""The office: everything that touches the world - store, intake, papers, commands."""
