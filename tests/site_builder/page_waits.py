"""Waiting for a page on which nothing may be evaluated but what the test itself evaluates."""

_LOOKING = """() => new Promise((done, failed) => {
  const end = performance.now() + LIMIT;
  const look = () => {
    let found = false;
    try { found = Boolean(CONDITION); } catch { /* not there yet */ }
    if (found) done();
    else if (performance.now() > end) failed(new Error("never came true: " + TOLD));
    else setTimeout(look, 10);
  };
  look();
})"""


def until(page, condition, timeout=20_000):
    """Wait until an expression is true; Playwright's own wait needs 'unsafe-eval' to look twice."""
    script = _LOOKING.replace("LIMIT", str(timeout)).replace("TOLD", repr(condition))
    page.evaluate(script.replace("CONDITION", condition))
