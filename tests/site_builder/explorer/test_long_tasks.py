"""No piece of work of the explorer or the finder keeps a reader waiting while the page loads.

The budget: from the moment that the engine's numbers are there, no task over 50 ms. What the theme
does before that is not counted. A busy machine lengthens tasks, so the best of some loads counts.
"""

import pytest

pytestmark = pytest.mark.browser

BUDGET = 50  # [ms]
LOADS = 5
OBSERVE = """
globalThis.tasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
}).observe({ type: "longtask", buffered: true });
"""
LONGEST = """() => {
  const data = performance.getEntriesByType("resource").find((e) => e.name.endsWith("data.json"));
  return Math.max(0, ...tasks.filter(([start]) => start > data.responseEnd).map(([, t]) => t));
}"""


def _longest(browser, address):
    page = browser.new_page()
    page.add_init_script(OBSERVE)
    page.goto(address)
    page.wait_for_selector("[data-ex-results][aria-busy=false]", state="attached")
    page.evaluate("new Promise((done) => { requestIdleCallback(done); })")
    longest = page.evaluate(LONGEST)
    page.close()
    return longest


@pytest.mark.parametrize("path", ["explorer/?batch=32&fx=kv-cache-quantization", "finder/?batch=8"])
def test_no_task_exceeds_the_budget_once_the_engine_is_there(browser, served, path):
    found = []
    for _ in range(LOADS):
        found.append(_longest(browser, served + path))
        if found[-1] <= BUDGET:
            return
    pytest.fail(f"longest tasks of {LOADS} loads: {found} ms")
