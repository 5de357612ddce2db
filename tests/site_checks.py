"""What tools from elsewhere say of the reference site: `make check-html` and `make lighthouse`.

Both start the site with the seed, as a production runs it, and end with an error if a page is not what it should be.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import quote

from tests.cms.frontend.servers import running_site

VNU, LIGHTHOUSE = "vnu-jar@26.9.27", "lighthouse@13"
ARTICLE = "/articles/mlops-engineer-vs-ml-engineer"
PAGES = (
    *("/", "/articles/?kind=comparison", ARTICLE, "/articles/five-skills-every-ml-engineer-needs"),
    "/articles/data-engineer-vs-data-scientist-vs-ml-engineer",
    *("/roles/", "/roles/?skill=python", "/roles/mlops-engineer", "/comparisons/ml-engineer-vs-ai-engineer"),
    *("/compare", "/compare?roles=ml-engineer,data-scientist,data-engineer", "/match", "/match?skills=docker,k8s,zzz"),
    *("/search", "/search?q=mlops", "/search?q=kuberntes+enginer", "/transition"),
    *("/transition/data-engineer/mlops-engineer", "/newsletters/", "/newsletters/mlops-now"),
    *("/newsletters/mlops-now?asked", "/newsletters/mlops-now/two-roles-one-model"),
)
MEASURED = (ARTICLE, "/comparisons/mlops-engineer-vs-ml-engineer", "/roles/mlops-engineer", "/")
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT = 0.01


def html(address: str, folder: Path) -> bool:
    """Whether the Nu Html Checker finds no error."""
    for number, path in enumerate(PAGES):
        with urllib.request.urlopen(f"{address}{path}", timeout=30) as response:
            (folder / f"{number:02}-{quote(path, safe='')}.html").write_bytes(response.read())
    pages = sorted(map(str, folder.glob("*.html")))
    checked = subprocess.run(["npx", "--yes", "--package", VNU, "vnu", "--errors-only", *pages], check=False)
    sys.stdout.write(f"{len(pages)} pages: {'no errors' if checked.returncode == 0 else 'see above'}.\n")
    return checked.returncode == 0


def lighthouse(address: str, folder: Path) -> bool:
    """Whether Lighthouse gives every page the figures that it should have. On a busy machine performance is lower."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    is_good = True
    for path in MEASURED:
        report = folder / "report.json"
        command = [
            "npx",
            "--yes",
            LIGHTHOUSE,
            f"{address}{path}",
            "--quiet",
            "--output=json",
            f"--output-path={report}",
        ]
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
        subprocess.run(
            [*command, flags], env={**os.environ, "CHROME_PATH": chromium, "npm_config_loglevel": "error"}, check=True
        )
        found = json.loads(report.read_text())
        scores = {name: round(100 * (found["categories"][name]["score"] or 0)) for name in LEAST}
        figures = {name: found["audits"][name]["numericValue"] for name in FIGURES}
        is_good &= all(scores[name] >= least for name, least in LEAST.items()) and figures[SHIFT] <= MOST_SHIFT
        said = ", ".join(f"{name} {score}" for name, score in scores.items())
        sys.stdout.write(f"{path}\n  {said}; LCP {figures[PAINT]:.0f} ms, CLS {figures[SHIFT]:.3f}\n")
        for audit in found["audits"].values():
            if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
                sys.stdout.write(f"    {audit['id']}: {audit.get('displayValue', '')}\n")
        sys.stdout.flush()
    return is_good


PAINT, SHIFT = FIGURES = ("largest-contentful-paint", "cumulative-layout-shift")


def main(name: str) -> None:
    with (
        tempfile.TemporaryDirectory() as root,
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(root)) as address,
    ):
        is_good = {"html": html, "lighthouse": lighthouse}[name](address, Path(folder))
    sys.exit(not is_good)


if __name__ == "__main__":
    main(sys.argv[1])
