#!/usr/bin/env bash
# Runs a silo and a gateway as processes of this machine, in the foreground. Ctrl-C stops both.
#   DATA=./.inferno PORT=8080 deploy/localhost/run.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
data=${DATA:-./.inferno}
mkdir -p "$data"
data=$(cd "$data" && pwd)

dotnet build "$root/Silo" --configuration Release --verbosity quiet --nologo
dotnet build "$root/Gateway.Api" --configuration Release --verbosity quiet --nologo

dotnet "$root/artifacts/bin/Silo/release/InfernoOrleans.Silo.dll" --Storage:DataDirectory="$data" &
silo=$!
dotnet "$root/artifacts/bin/Gateway.Api/release/InfernoOrleans.Gateway.Api.dll" \
  --Cluster:Mode=localhost --Storage:DataDirectory="$data" --Gateway:Port="${PORT:-8080}" &
gateway=$!

# The gateway first, so that it has a silo until its last answer.
trap 'kill -TERM $gateway 2>/dev/null; wait $gateway; kill -TERM $silo 2>/dev/null; wait $silo' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
wait -n "$silo" "$gateway"
