from datetime import date

from site_builder.theme.sitemap import sitemap


def test_sitemap_lists_addresses_with_the_day_of_their_data():
    text = sitemap("https://a.org/", [("", None), ("papers/x/", date(2026, 1, 2))])
    assert text.splitlines()[2:4] == [
        "<url><loc>https://a.org/</loc></url>",
        "<url><loc>https://a.org/papers/x/</loc><lastmod>2026-01-02</lastmod></url>",
    ]
