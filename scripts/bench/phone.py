"""First visits on a slow phone: our page beside the same words built with stock Material and with Starlight.

A phone here is Chromium with a screen of 360 × 640, the processor slowed four times, 400 kbit/s and 400 ms.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import mimetypes
import re
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from scripts.bench.table import table
from scripts.build import build_site

CHROMIUM = "/usr/bin/chromium"
PAGE = "think/central-asia"
"""A page of prose without components, so that all three generators can build it from the same Markdown."""

RUNS = 5
NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
OBSERVE = """
window.seen = {lcp: 0, blocked: 0};
new PerformanceObserver(list => list.getEntries().forEach(entry => seen.lcp = entry.startTime))
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => seen.blocked += Math.max(0, entry.duration - 50)))
  .observe({type: 'longtask', buffered: true});
"""


@dataclass(frozen=True)
class Visit:
    """A first visit: bytes on the wire, requests, first and largest paint and blocked time in milliseconds."""

    bytes: int
    requests: int
    first_paint: float
    largest_paint: float
    blocked: float


def bench_phone(root: Path) -> None:
    """Print a first visit to each site, the median of five, and the ratio to ours."""
    folder = root / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    sites = dict(_sites(root, folder))
    visits: dict[str, list[Visit]] = {name: [] for name in sites}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for run in range(RUNS):
            if sys.stderr.isatty():
                print(f"run {run + 1} of {RUNS}", file=sys.stderr)
            for name, (site, page) in sites.items():
                with served(site) as address:
                    visits[name].append(first_visit(browser, f"{address}/{page}"))
        browser.close()
    medians = {name: _median(found) for name, found in visits.items()}
    ours = next(iter(medians.values()))
    rows = [
        (
            name,
            visit.bytes,
            visit.requests,
            round(visit.first_paint),
            round(visit.largest_paint),
            round(visit.blocked),
            ours.bytes / visit.bytes,
            ours.first_paint / visit.first_paint,
        )
        for name, visit in medians.items()
    ]
    head = ("first visit", "bytes", "requests", "FCP ms", "LCP ms", "blocked ms", "our bytes ÷", "our FCP ÷")
    print(table(head, rows))


def _median(visits: list[Visit]) -> Visit:
    def middle(name: str) -> float:
        return float(statistics.median(getattr(visit, name) for visit in visits))

    return Visit(
        int(middle("bytes")), int(middle("requests")), *map(middle, ("first_paint", "largest_paint", "blocked"))
    )


def _sites(root: Path, folder: Path) -> Iterator[tuple[str, tuple[Path, str]]]:
    site = folder / "phone-site"
    build_site(root, site)
    yield "Kadam", (site, f"en/{PAGE}.html")
    material = folder / "stock-material"
    if stock_material(root, material):
        yield "stock Material, search and offline on", (material / "site", "index.html")
    starlight = folder / "starlight"
    if stock_starlight(root, starlight):
        yield "Starlight", (starlight / "dist", "index.html")


def plain_markdown(root: Path) -> tuple[str, str]:
    """The page's title, and its Markdown without ids, links within the guide, and boxes that only we have."""
    text = (root / "docs" / "en" / f"{PAGE}.md").read_text(encoding="utf-8")
    body = text.split("---", 2)[2]
    body = re.sub(r" \{#[^}]+\}", "", body)
    body = re.sub(r"\[([^\]]+)\]\((?!http)[^)]*\)", r"\1", body)
    box = r'^!!! \w+ "([^"]*)"\n((?:    .*\n|\n)*)'
    body = re.sub(box, lambda found: f"**{found[1]}**\n\n{_outdented(found[2])}\n", body, flags=re.MULTILINE)
    title = re.search(r"^# (.+)$", body, re.MULTILINE)
    return (title[1] if title else "Page"), body


def _outdented(text: str) -> str:
    return re.sub(r"^    ", "", text, flags=re.MULTILINE)


def stock_material(root: Path, target: Path) -> bool:
    """Build the page with Material as it comes; whether that worked."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "docs").mkdir(parents=True)
    _title, body = plain_markdown(root)
    (target / "docs" / "index.md").write_text(body, encoding="utf-8")
    config = "site_name: Stock\ntheme:\n  name: material\n  font: false\nplugins:\n  - search\n  - offline\n"
    (target / "mkdocs.yml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    return subprocess.run(command, cwd=target, capture_output=True, check=False).returncode == 0


def stock_starlight(root: Path, target: Path) -> bool:
    """Build the page with Starlight as it comes, where Node and its registry are at hand; whether that worked."""
    if not shutil.which("npm"):
        print("Starlight is left out: there is no Node on this machine")
        return False
    (target / "src" / "content" / "docs").mkdir(parents=True, exist_ok=True)
    title, body = plain_markdown(root)
    page = re.sub(r"^# .+$", "", body, count=1, flags=re.MULTILINE)
    front = f"---\ntitle: {json.dumps(title)}\n---\n"
    (target / "src" / "content" / "docs" / "index.md").write_text(front + page, encoding="utf-8")
    package = {"type": "module", "dependencies": {"astro": "^5", "@astrojs/starlight": "^0.36"}}
    (target / "package.json").write_text(json.dumps(package), encoding="utf-8")
    (target / "astro.config.mjs").write_text(
        "import { defineConfig } from 'astro/config';\nimport starlight from '@astrojs/starlight';\n"
        "export default defineConfig({ integrations: [starlight({ title: 'Stock' })], telemetry: false });\n",
        encoding="utf-8",
    )
    (target / "src" / "content.config.ts").write_text(
        "import { defineCollection } from 'astro:content';\nimport { docsLoader } from '@astrojs/starlight/loaders';\n"
        "import { docsSchema } from '@astrojs/starlight/schema';\n"
        "export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n",
        encoding="utf-8",
    )
    for command in (["npm", "install", "--silent", "--no-audit", "--no-fund"], ["npx", "astro", "build", "--silent"]):
        run = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False, timeout=600)
        if run.returncode != 0:
            print(f"Starlight is left out: {' '.join(command)} failed: {(run.stderr or run.stdout).strip()[-200:]}")
            return False
    return True


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A server of `site` that compresses as a good host does; yields its address."""
    handler = functools.partial(_Compressing, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Compressing(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with the file in gzip."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = gzip.compress(path.read_bytes(), 9)
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def first_visit(browser: Browser, address: str) -> Visit:
    """A first visit with an empty cache on the slow phone, until the network has been quiet for a while."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    page.add_init_script(OBSERVE)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    asked: set[str] = set()
    received: list[int] = []

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):  # the icon inside the page is no request
            asked.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            received.append(int(event["encodedDataLength"]))

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="load", timeout=120_000)
    page.wait_for_load_state("networkidle", timeout=120_000)
    page.wait_for_timeout(1000)
    seen: dict[str, Any] = page.evaluate(
        "({...seen, fcp: performance.getEntriesByName('first-contentful-paint')[0].startTime})"
    )
    context.close()
    return Visit(sum(received), len(received), seen["fcp"], seen["lcp"], seen["blocked"])
