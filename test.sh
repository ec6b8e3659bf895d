#!/usr/bin/env bash
# Builds everything and runs the tests: ./test.sh, and with the suites that take longer: ./test.sh --long
# The last line says how it went: N passed, N failed, N skipped
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

filter='Category!=Long'
case "${1:-}" in
  '') ;;
  --long) filter= ;;
  *)
    echo "usage: ./test.sh [--long]" >&2
    exit 2
    ;;
esac

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

if ! dotnet build InfernoOrleans.sln --configuration Release --verbosity minimal --nodeReuse:false -p:UseSharedCompilation=false; then
  echo "The build failed." >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

dotnet test InfernoOrleans.sln --configuration Release --no-build ${filter:+--filter "$filter"} \
  --logger 'console;verbosity=normal' --blame-hang-timeout 5m 2>&1 | tee "$log" | grep -v '^  Passed '
status=${PIPESTATUS[0]}

# A run that broke off has failed, whatever it counted before. A skipped test prints its reason.
counts=$(awk '
  /^ *Passed: +[0-9]+$/  { passed  += $2 }
  /^ *Failed: +[0-9]+$/  { failed  += $2 }
  /^ *Skipped: +[0-9]+$/ { skipped += $2 }
  END { printf "%d passed, %d failed, %d skipped", passed, failed + (status && !failed), skipped }' status="$status" "$log")
if [[ $counts == "0 passed, "* ]]; then
  counts="0 passed, 1 failed, 0 skipped"
  status=1
  echo "No test ran." >&2
fi

echo "$counts"
exit "$status"
