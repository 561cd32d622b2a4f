"""Pictures drawn when the site is built, as SVG that needs no script."""
