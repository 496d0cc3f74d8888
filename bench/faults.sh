#!/usr/bin/env bash
# faults.sh [SECONDS [TEST]]
#
# Runs the long tests against providers that fail (FaultLoad): 30 % of everything, impatient callers at a silent provider, one
# that is down and flaps, a thousand hang-ups. SECONDS (120) is the length of the first and twice the outage of the third.
# TEST is one of thirtyPercentOfEverything, fourteenImpatientCallersAtASilentFirst, aFirstThatIsDownAndFlaps,
# aThousandHangUps; all without it. Prints what it measured; its exit code says whether the bounds held.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp)
trap 'rm -f "$out"' EXIT
status=0
mvn -q -B test -Dtest="FaultLoad${2:+#$2}" -Dfaults.seconds="${1:-120}" -Dsurefire.failIfNoSpecifiedTests=true >"$out" 2>&1 || status=$?
grep -vE '^(WARNING|SLF4J|\[INFO\])' "$out"
exit $status
