"""What each page says: papers, techniques, terms, and the computed parts of written pages."""
