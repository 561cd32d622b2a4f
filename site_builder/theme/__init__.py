"""The theme around our pages: shells, templates, policy, search index, sitemap."""
