"""Print docs/report.schema.json.

python scripts/report_schema.py > docs/report.schema.json
"""

import sys

from wheel_ceiling.reports.document import report_schema

if __name__ == "__main__":
    sys.stdout.write(report_schema())
