"""Search on a slowed processor: from the index's arrival until it answers, and each key stroke."""

from __future__ import annotations

import statistics
from pathlib import Path

from playwright.sync_api import sync_playwright

from macros.languages import read_languages
from scripts.bench.phone import CHROMIUM, served
from scripts.bench.table import table
from scripts.build import build_site
from scripts.wire import gzipped

TYPED = {"en": "violence at home", "ru": "насилие в семье", "ky": "үй-бүлөдө зомбулук", "kk": "үйдегі зорлық"}
"""What is typed, letter by letter, where no other language is named."""

READY = """async address => {
  const source = await (await fetch(address)).text();
  const start = performance.now();
  (0, eval)(source);
  kadam.find('x');
  return performance.now() - start;
}"""
STROKES = """text => Array.from(text, (_letter, position) => {
  const start = performance.now();
  kadam.find(text.slice(0, position + 1));
  return performance.now() - start;
})"""


def bench_search(root: Path) -> None:
    """Print for each language the index's size, milliseconds until ready, and the slowest key stroke."""
    site = root / "build" / "bench" / "search-site"
    site.parent.mkdir(parents=True, exist_ok=True)
    build_site(root, site)
    rows = []

    with sync_playwright() as playwright, served(site) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in read_languages(root):
            page = browser.new_page(bypass_csp=True)
            page.goto(f"{address}/{language.locale}/index.html")
            page.add_script_tag(url=f"{address}/{language.locale}/assets/search.js")
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            index = f"{address}/{language.locale}/assets/search-index.js"
            ready = [page.evaluate(READY, index) for _ in range(5)]
            words = TYPED.get(language.locale, TYPED["en"])
            strokes = [stroke for _ in range(3) for stroke in page.evaluate(STROKES, words)]
            size = gzipped((site / language.locale / "assets" / "search-index.js").read_bytes())
            rows.append((language.locale, size, statistics.median(ready), statistics.median(strokes), max(strokes)))
            page.close()
        browser.close()
    print(table(("search, processor slowed four times", "bytes", "ready ms", "key ms", "slowest key ms"), rows))
