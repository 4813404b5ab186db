"""Add up the JUnit reports of one folder into a closing line: N passed, N failed, N skipped."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(reports: Path) -> None:
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in reports.glob("*.xml"):
        for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it a moment ago
            for count in total:
                total[count] += int(suite.get(count, "0"))
    failed = total["failures"] + total["errors"]
    print(f"{total['tests'] - failed - total['skipped']} passed, {failed} failed, {total['skipped']} skipped")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
