#!/usr/bin/env bash
# Write the templates of one stage (STAGE, default dev) to cdk.out and lint them. cdk-nag runs inside app.py.
# Calls the app as the CDK command line would, which therefore need not be there.
set -euo pipefail

readonly OUTPUT=cdk.out

context=$(.venv/bin/python -c '
import json, pathlib, sys
context = json.loads(pathlib.Path("cdk.json").read_text())["context"]
print(json.dumps({**context, "stage": sys.argv[1], "aws:cdk:enable-path-metadata": True}))' "${STAGE:-dev}")

rm -rf "$OUTPUT"
CDK_OUTDIR=$OUTPUT CDK_CONTEXT_JSON=$context .venv/bin/python app.py

templates=()
while IFS= read -r template; do templates+=("$template"); done < <(find "$OUTPUT" -name '*.template.json')
[ "${#templates[@]}" -gt 0 ] || { echo "synth: no template was written to $OUTPUT" >&2; exit 1; }
.venv/bin/cfn-lint --non-zero-exit-code warning "${templates[@]}"
echo "synth: ${#templates[@]} templates in $OUTPUT, cfn-lint and cdk-nag content"
