#!/usr/bin/env bash
# Brings docker-compose.yml up under a real engine as a project of its own, does to it what operators and accidents do, says what it saw,
# and takes it down again. Needs docker with compose 2.24 or later, curl, awk and gzip; some ten minutes, and 6 GB of memory.
#   deploy/test/compose-test.sh [--keep]          --keep leaves the cluster running
# The last line says how it went: N passed, N failed
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

keep=
case "${1:-}" in
  '') ;;
  --keep) keep=1 ;;
  *)
    echo "usage: $0 [--keep]" >&2
    exit 2
    ;;
esac

export COMPOSE_PROJECT_NAME=inferno-test INFERNO_ADDRESS=127.0.0.1 INFERNO_PORT=${INFERNO_PORT:-18080} COMPOSE_PROGRESS=plain
export COMPOSE_FILE=docker-compose.yml COMPOSE_ENV_FILES=/dev/null
url=http://127.0.0.1:$INFERNO_PORT
work=$(mktemp -d)
passed=0 failed=0 began=$EPOCHREALTIME

finish() {
  touch "$work/stop"
  wait
  if [ -z "$keep" ]; then
    COMPOSE_FILE=docker-compose.yml:deploy/compose/balanced.yml docker compose --profile observability down --volumes --remove-orphans --timeout 40 >/dev/null 2>&1
  fi
  rm -rf "$work"
}
trap finish EXIT

seconds_since() { awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $1 }"; }
say() { printf '%7s s  %s\n' "$(seconds_since "$began")" "$*"; }
check() { # check WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    say "ok    $what"
  else
    failed=$((failed + 1))
    say "FAILED  $what"
  fi
}
# Prints the command and runs it; what it prints goes to a log that is shown only when it fails.
run() {
  say "\$ $*"
  "$@" >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
}

api() { # api METHOD PATH [curl arguments]
  local method=$1 path=$2
  shift 2
  curl --silent --show-error --max-time 60 --request "$method" --header "Authorization: Bearer $key" "$@" "$url$path"
}
code() { # code PATH [curl arguments]
  local path=$1
  shift
  curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "$@" "$url$path"
}
until_ok() { # until_ok SECONDS COMMAND…
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

silos() { docker compose ps --quiet silo; }
active_silos() { api GET /inferno/cluster | grep -o '"status":"Active"' | wc -l; }
has_silos() { [ "$(active_silos)" = "$1" ]; }
replica_silos() { api GET /inferno/deployments/digits/replicas | grep -o '"silo":"[^"]*"' | sort | uniq -c | awk '{ print $1 }' | xargs; }
ready_replicas() { api GET /inferno/deployments/digits/replicas | grep -o '"state":"Ready"' | wc -l; }
has_replicas() { [ "$(ready_replicas)" = "$1" ]; }

# Four clients that execute, each some thirty times a second, and write down when, what came of it, and how long it took.
load_start() {
  rm -f "$work/stop" "$work"/load.*
  local client
  for client in 1 2 3 4; do
    while [ ! -e "$work/stop" ]; do
      echo "$EPOCHREALTIME $(code "${1:-/inferno/execute/digits}" --header "Authorization: Bearer $key" --json "@$work/row.json" --write-out '%{http_code} %{time_total}')"
      sleep 0.02
    done >"$work/load.$client" &
  done
  sleep 2
}
# Sets requests, failures, window (seconds from the first failure to the last) and slowest, and says them.
load_stop() {
  sleep "${1:-2}"
  touch "$work/stop"
  wait
  read -r requests failures window slowest codes < <(sort -n "$work"/load.* | awk '
    { n++; if ($3 > slowest) slowest = $3 }
    $2 != 200 { failed++; if (!first) first = $1; last = $1 + $3; seen[$2]++ }
    END { for (c in seen) codes = codes c "x" seen[c] " "; printf "%d %d %.1f %.2f %s\n", n, failed, last - first, slowest, codes ? codes : "-" }')
  say "      $requests requests, $failures failed ($codes), within $window s; the slowest took $slowest s"
}

digits() { # all 359 rows that the network was not trained with, in one request
  api POST "/inferno/execute/${1:-digits}" --json "@$work/rows.json" >"$work/answer.json" || return 1
  sed 's/.*"result":\[//; s/\].*//' "$work/answer.json" | tr ',' '\n' >"$work/probabilities"
  awk -v expected="$work/expected.csv" 'BEGIN { rows = 0
      while ((getline line < expected) > 0) { n = split(line, cell, ","); label[rows] = cell[2]; for (i = 0; i < 10; i++) want[rows * 10 + i] = cell[3 + i]; rows++ }
    }
    { p[count++] = $1 + 0 }
    END {
      for (row = 0; row < rows; row++) {
        best = 0
        for (i = 0; i < 10; i++) {
          at = row * 10 + i; d = p[at] - want[at]; if (d < 0) d = -d; if (d > most) most = d
          if (p[at] > p[row * 10 + best]) best = i
        }
        right += best == label[row]
      }
      printf "%d numbers, %d of %d rows right, probabilities differ by at most %.1e\n", count, right, rows, most
      exit !(count == rows * 10 && right == 348 && most < 1e-5)
    }' "$work/probabilities" >"$work/digits" || { cat "$work/digits"; return 1; }
  say "      $(cat "$work/digits")"
}

gzip -dc samples/digits/digits.csv.gz | awk -F, 'NR % 5 == 0 { for (i = 1; i <= 64; i++) printf "%s%s", (any++ ? "," : "{\"data\":["), $i / 16 } END { print "]}" }' >"$work/rows.json"
gzip -dc samples/digits/digits.csv.gz | awk -F, 'NR == 5 { for (i = 1; i <= 64; i++) printf "%s%s", (i > 1 ? "," : "{\"data\":["), $i / 16; print "]}" }' >"$work/row.json"
gzip -dc samples/digits/digits-mlp.expected.csv.gz | grep -v '^row' >"$work/expected.csv"

echo "== Build and first start"
run docker compose build || exit 1
docker images --format '           {{.Repository}}:{{.Tag}} {{.Size}}' | grep inferno
docker compose --profile observability down --volumes --remove-orphans >/dev/null 2>&1
start=$EPOCHREALTIME
run docker compose up --detach --wait || { docker compose logs --tail 40; exit 1; }
say "      up after $(seconds_since "$start") s"
key=$(docker compose logs --no-log-prefix gateway | grep -o 'inferno_[A-Za-z0-9_-]\{43\}' | head -1)
check "the gateway prints a first admin key" [ -n "$key" ]
check "with it the API answers" [ "$(api GET /inferno/stats --output /dev/null --write-out '%{http_code}')" = 200 ]
say "      first answer $(seconds_since "$start") s after 'up', on empty volumes"
check "without a key it does not" [ "$(code /inferno/stats)" = 401 ]
check "nor do the dashboard, the metrics and health" [ "$(code /dashboard/)$(code /metrics)$(code /health/ready)" = 401401401 ]
check "three silos are active" until_ok 20 has_silos 3
docker stats --no-stream --format '           {{.Name}} {{.MemUsage}}'
check "only the gateway is published" [ "$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | grep -c -- '->')" = 1 ]
read_only() {
  local service
  for service in silo gateway; do
    [ "$(docker compose exec -T "$service" id -u)" = 1654 ] || return 1
    docker compose exec -T "$service" touch /app/x 2>/dev/null && return 1
  done
  return 0
}
check "our containers run as nobody in particular, on a root that they cannot write" read_only
no_secrets() {
  local password
  password=$(docker compose exec -T postgres cat /run/inferno/postgres-password)
  [ -n "$password" ] || return 1
  for container in $(docker compose ps --quiet); do
    docker inspect "$container" | grep -F -e "$password" -e "$key" >/dev/null && return 1
  done
  ! docker compose logs silo postgres secrets | grep -F -e "$password" -e "$key" >/dev/null &&
    ! docker compose logs gateway | grep -F -e "$password" >/dev/null &&
    [ "$(docker compose logs gateway | grep -cF -e "$key")" = 1 ]
}
check "no secret is in a container's settings, or in a log but the first key, once" no_secrets

echo "== The digits"
check "import" grep -q '"digits' <(api POST '/inferno/models?name=digits' --header 'Content-Type: application/octet-stream' --data-binary @samples/digits/digits-mlp.safetensors)
check "deploy three replicas" grep -q '"deploy-1"' <(api POST /inferno/deploy/model --json '{"name":"digits","modelId":"digits","replicas":3}')
check "replicas on three silos" [ "$(replica_silos)" = "1 1 1" ]
check "359 digits, as PyTorch reads them" digits
dashboard_hosts() { [ "$(api GET /dashboard/DashboardCounters | grep -o '"siloAddress"' | wc -l)" -ge 3 ]; }
check "the dashboard shows three silos" until_ok 20 dashboard_hosts

echo "== Accidents"
load_start
victim=$(silos | head -1)
run docker kill "$victim"
load_stop 15
check "a silo is killed: nothing fails" [ "$failures" = 0 ]
run docker start "$victim"
check "it comes back" until_ok 60 has_silos 3
load_start
run docker kill "$(docker compose ps --quiet gateway)"
restarted=$EPOCHREALTIME
run docker compose up --detach --wait gateway
say "      the gateway is back after $(seconds_since "$restarted") s"
load_stop
check "the gateway is killed and started again: answers fail meanwhile only" awk "BEGIN { exit !($failures > 0 && $window < 30) }"
check "the first key still serves" [ "$(code /inferno/stats --header "Authorization: Bearer $key")" = 200 ]

echo "== More silos, and fewer"
run docker compose up --detach --no-recreate --scale silo=5 --wait silo
check "five silos" until_ok 60 has_silos 5
check "scale to five replicas" grep -q . <(api POST /inferno/deployments/digits/scale --json '{"replicas":5}')
spread() { [ "$(replica_silos)" = "1 1 1 1 1" ]; }
check "the new ones have work" until_ok 60 spread
load_start
run docker compose up --detach --no-recreate --scale silo=2 --wait silo
load_stop 5
check "two silos: nothing failed on the way" [ "$failures" = 0 ]
check "and they have all five replicas" until_ok 60 has_replicas 5
say "      replicas by silo: $(replica_silos)"
check "359 digits" digits

echo "== A rolling restart"
run docker compose up --detach --no-recreate --scale silo=3 --wait silo
check "three silos" until_ok 60 has_silos 3
before=$(silos | sort)
load_start
check "roll" run deploy/compose/roll.sh silo
load_stop
check "every silo is another one" [ -z "$(comm -12 <(echo "$before") <(silos | sort))" ]
check "all silos are replaced under load: nothing fails" [ "$failures" = 0 ]

echo "== Everything down, everything up"
digits && cp "$work/answer.json" "$work/before.json"
deployments=$(api GET /inferno/deployments | grep -o '"id":"[^"]*"' | xargs)
run docker compose down --timeout 40
start=$EPOCHREALTIME
run docker compose up --detach --wait
say "      up after $(seconds_since "$start") s"
check "the same deployments" [ "$(api GET /inferno/deployments | grep -o '"id":"[^"]*"' | xargs)" = "$deployments" ]
check "359 digits" digits
check "bit for bit" cmp --silent "$work/before.json" "$work/answer.json"

echo "== Backup and restore"
run bash -c "docker compose exec -T postgres pg_dump --username=inferno --format=custom inferno >'$work/backup'"
say "      $(stat -c %s "$work/backup") bytes"
check "terminate the deployment" grep -q true <(api DELETE /inferno/deployments/deploy-1)
run docker compose stop gateway silo
run bash -c "docker compose exec -T postgres pg_restore --username=inferno --clean --if-exists --dbname=inferno <'$work/backup'"
run docker compose up --detach --wait
check "359 digits, from the deployment that the backup had" digits deploy-1

if docker image inspect haproxy:3.2 >/dev/null 2>&1 || docker pull --quiet haproxy:3.2 >/dev/null 2>&1; then
  echo "== Two gateways"
  export COMPOSE_FILE=docker-compose.yml:deploy/compose/balanced.yml
  run docker compose up --detach --wait
  check "both answer" [ "$(code /inferno/stats --header "Authorization: Bearer $key")" = 200 ]
  before=$(docker compose ps --quiet silo gateway | sort)
  load_start
  check "roll" run deploy/compose/roll.sh silo gateway
  load_stop
  check "every silo and gateway is another one" [ -z "$(comm -12 <(echo "$before") <(docker compose ps --quiet silo gateway | sort))" ]
  check "silos and gateways are replaced under load: nothing fails" [ "$failures" = 0 ]
  load_start
  run docker kill "$(docker compose ps --quiet gateway | head -1)"
  load_stop 10
  say "      (a gateway was killed)"
  check "one of two gateways is killed: failures are within five seconds" awk "BEGIN { exit !($window <= 5) }"
fi

if docker image inspect prom/prometheus:v3.5.0 >/dev/null 2>&1 || docker pull --quiet prom/prometheus:v3.5.0 >/dev/null 2>&1; then
  echo "== Prometheus"
  run docker compose --profile observability up --detach --wait
  targets_up() {
    local up
    up=$(curl --silent "http://127.0.0.1:${INFERNO_PROMETHEUS_PORT:-9090}/api/v1/query?query=sum(up)" | grep -o '"[0-9]*"\]' | tr -dc 0-9)
    [ "${up:-0}" -ge 4 ]
  }
  check "it scrapes the silos and the gateway" until_ok 60 targets_up
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
