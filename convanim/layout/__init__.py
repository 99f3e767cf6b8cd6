"""Where things stand, as pure functions without Manim: every overlap can be found in milliseconds."""
