"""What makes the documentation site: pages from tables, clips, and checks of what was built."""
