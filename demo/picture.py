"""Comments as a reader sees them: Markdown made to pages in light and dark, and to pictures."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_PACKAGES = ("chromium", "fonts-liberation", "fonts-noto-color-emoji")
WIDTH = 880
HEIGHT = 200
"""The least; a page that is higher tells so."""
# Close to what GitHub does with a comment; the colours are those of its two themes.
STYLE = """
:root {{ --text: {text}; --page: {page}; --faint: {faint}; --line: {line}; --link: {link}; }}
body {{ margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }}
article {{ max-width: 780px; margin: 24px; padding: 16px; border: 1px solid var(--line);
  border-radius: 6px; overflow-wrap: break-word; }}
h3 {{ font-size: 1.25em; margin: 0 0 16px; }} h4 {{ margin: 24px 0 16px; }}
p, ul, details, table {{ margin: 0 0 16px; }} ul {{ padding-left: 2em; }} sub {{ font-size: 75%; }}
code {{ background: var(--faint); border-radius: 6px; padding: .2em .4em;
  font: 85% "Liberation Mono", monospace; }}
table {{ border-collapse: collapse; display: block; overflow: auto; }}
th, td {{ border: 1px solid var(--line); padding: 6px 13px; }} a {{ color: var(--link); }}
"""
THEMES = {
    "light": {
        "text": "#1f2328",
        "page": "#ffffff",
        "faint": "#818b981f",
        "line": "#d1d9e0",
        "link": "#0969da",
    },
    "dark": {
        "text": "#f0f6fc",
        "page": "#0d1117",
        "faint": "#656c7633",
        "line": "#3d444d",
        "link": "#4493f8",
    },
}


def take_pictures(comments: Iterable[Path]) -> None:
    """Leave a page and, where there is a browser, a picture of each comment in each theme."""
    browser = find_browser()
    for comment in comments:
        for theme in THEMES:
            page = comment.with_name(f"{comment.stem}-{theme}.html")
            page.write_text(html_of(comment.read_text("utf-8"), theme), "utf-8")
            if browser:
                shoot(browser, page)
    what = "pages and pictures" if browser else "pages (no browser for pictures was found)"
    print(f"\nThe comments as {what}: demo/out/github/")


def html_of(markdown: str, theme: str) -> str:
    """Return the comment as a page, rendered by GitHub's own Markdown library."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    body = cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
    style = STYLE.format(**THEMES[theme])
    return (
        f"<!doctype html><meta charset=utf-8><style>{style}</style><article>{body}</article>"
        "<script>document.body.dataset.height = document.documentElement.scrollHeight</script>"
    )


def shoot(browser: str, page: Path) -> None:
    """Take a picture of the whole page, beside it."""
    told = re.search(r'data-height="(\d+)"', ask(browser, page, HEIGHT, "--dump-dom"))
    height = int(told[1]) if told else HEIGHT
    ask(browser, page, height, f"--screenshot={page.with_suffix('.png')}")


def ask(browser: str, page: Path, height: int, what: str) -> str:
    """Return what the browser prints about the page."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
    words = [browser, *flags, f"--window-size={WIDTH},{height}", what, page.resolve().as_uri()]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60).stdout


def find_browser() -> str:
    """Return a browser that takes pictures; on Debian, as root, one is installed if need be."""
    found = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found and shutil.which("apt-get") and os.getuid() == 0:
        install = ["apt-get", "install", "-qy", "--no-install-recommends", *DEBIAN_PACKAGES]
        for words in (["apt-get", "update", "-q"], install):
            subprocess.run(words, capture_output=True, check=False, timeout=300)
        found = shutil.which("chromium") or ""
    return found
