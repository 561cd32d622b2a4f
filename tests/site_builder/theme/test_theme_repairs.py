from importlib.resources import files

from site_builder.theme.theme_repairs import repaired

RENDERED = files("material") / "templates"


def test_the_search_dialog_has_a_name():
    nameless = '<div class="md-search" data-md-component="search" role="dialog">'
    assert repaired(nameless).endswith(' role="dialog" aria-label="Search">')


def test_a_first_visit_takes_the_colours_of_the_system():
    theme = (RENDERED / "partials" / "javascripts" / "palette.html").read_text(encoding="utf-8")
    assert '||{color:{media:"(prefers-color-scheme)"}}' not in theme
    assert '__md_get("__palette")||{color:{media:"(prefers-color-scheme)"}};' in repaired(theme)


def test_the_script_of_the_theme_waits_at_whatever_depth():
    for root in ("", "../", "../../", "/atlas/"):
        page = f'<script src="{root}assets/javascripts/bundle.a5f9d56c.min.js"></script>'
        assert repaired(page) == (
            f'<script src="{root}assets/atlas/later.js" '
            f'data-at-theme="{root}assets/javascripts/bundle.a5f9d56c.min.js"></script>'
        )


def test_other_scripts_stay():
    page = '<script src="../assets/atlas/site.js"></script>'
    assert repaired(page) == page


def test_the_built_site_has_no_page_that_loads_the_theme_at_once(built):
    pages = [page.read_text(encoding="utf-8") for page in built.rglob("*.html")]
    assert sum("data-at-theme=" in page for page in pages) > 10
    assert [page for page in pages if '<script src="assets/javascripts/bundle' in page] == []
