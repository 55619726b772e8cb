"""Finds a Chromium for the browser tests, or installs one: ``python -m tests.e2e.browser``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Chromium without its own windows first: a page costs two thirds of the CPU time there.
SHELL = "chromium-headless-shell"
FONT = "fonts-inter"  # the theme's first choice: what fits a screen depends on the font
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """Path of a Chromium on PATH, or of Playwright's own; None where there is neither."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install Chromium with Debian's packages where we may, else with Playwright."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        subprocess.run([*install, FONT], check=False)
        for package in (SHELL, "chromium"):
            if subprocess.run([*install, package], check=False).returncode == 0:
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if installed() is None:
        install()
    print(f"browser for the tests: {installed() or 'none found'}")
