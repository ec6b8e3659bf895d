#!/usr/bin/env bash
# Replaces every silo, and then every gateway, by a container of the image that the compose file names now, one after another: a new one
# is up before an old one goes, so that requests are answered all the while. Run it after 'docker compose build' (or pull).
#   deploy/compose/roll.sh [silo|gateway]...      default: silo gateway
# A single gateway (no deploy/compose/balanced.yml) owns the published port: its clients are refused for the seconds of its start.
set -euo pipefail
[ -n "${COMPOSE_FILE:-}" ] || cd "$(dirname "${BASH_SOURCE[0]}")/../.."

containers() { docker compose ps --quiet "$1"; }

roll() {
  local service=$1 number old
  mapfile -t old < <(containers "$service")
  number=${#old[@]}
  [ "$number" -gt 0 ] || { echo "No $service runs. Start the cluster with: docker compose up -d --wait" >&2; exit 1; }

  for container in "${old[@]}"; do
    echo "$service: starting one more, then stopping ${container:0:12}"
    docker compose up --detach --no-deps --no-recreate --scale "$service=$((number + 1))" --wait "$service" >/dev/null || {
      echo "The new $service does not become healthy: ${container:0:12} stays. See docker compose logs $service, and remove the new one." >&2
      exit 1
    }
    # Told to stop, it hands over what it has and finishes what it does, for as long as its grace period lasts.
    docker stop "$container" >/dev/null
    docker rm "$container" >/dev/null
  done
}

for service in "${@:-silo gateway}"; do
  for each in $service; do
    case $each in
      silo) roll silo ;;
      gateway)
        if docker compose config --services | grep -x balancer >/dev/null; then
          roll gateway
        else
          docker compose up --detach --no-deps --force-recreate --wait gateway
        fi
        ;;
      *)
        echo "usage: $0 [silo|gateway]..." >&2
        exit 2
        ;;
    esac
  done
done
