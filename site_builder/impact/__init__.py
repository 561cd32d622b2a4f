"""What the engine computes for pages: effects before and after, and reports beside bounds."""
