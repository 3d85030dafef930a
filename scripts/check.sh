#!/bin/sh
# Run the static checks beside the tests, and say last what they found, if anything: check.sh BIN WORKERS
set -eu
bin=$1 workers=$2
found=.stamps/static.log
mkdir -p .stamps
unset PYTHONDONTWRITEBYTECODE  # what one process has compiled serves the next dozens

nice make --no-print-directory static >"$found" 2>&1 &
static=$!
CHROMIUM="$(scripts/chromium.sh)" && export CHROMIUM
tests=0
"$bin/pytest" -n "$workers" -q || tests=$?
if ! wait "$static"; then
    cat "$found" >&2
    exit 1
fi
exit "$tests"
