#!/usr/bin/env bash
# A Docker engine for the container tests, the base image, and the image that is tested.
#
#   engine.sh ready        install, up and base, as far as needed; else one line that says why not
#   engine.sh install      put Docker onto this machine by apt (Debian, as root)
#   engine.sh up           find the engine that answers, or start one of our own
#   engine.sh base         have the base image: it is there, or pulled, or a stand-in is made
#   engine.sh build        build our Dockerfile, unmodified
#   engine.sh environment  print what the tests want to know, for eval
#   engine.sh down         stop the engine that `up` started
#
# An engine of our own has no bridge and no iptables, so it leaves the network of the machine alone;
# builds and containers share that network instead. Its state is in one folder, its socket, too.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=${WHEEL_CEILING_ENGINE:-${TMPDIR:-/tmp}/wheel-ceiling-containers}
base=docker.io/library/python:3.13-slim
image=wheel-ceiling-action:test
own_socket=unix://$state/docker.sock
pid_file=$state/dockerd.pid

give_up() { echo "$*" >&2; exit 1; }

# The client that apt installs builds with BuildKit by itself; another may lack the plugin for it.
use_own_engine() { export DOCKER_HOST=$own_socket DOCKER_BUILDKIT=1; docker=/usr/bin/docker; }

own_engine_runs() {
  [ -f "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" = dockerd ]
}

answers() { "$docker" version >/dev/null 2>&1; }

find_engine() {
  docker=docker
  if own_engine_runs; then use_own_engine; fi
  answers
}

need_engine() { find_engine || give_up "no Docker engine answers; scripts/engine.sh up starts one"; }

install() {
  if [ -x /usr/sbin/dockerd ] && command -v mmdebstrap >/dev/null; then return; fi
  [ "$(id -u)" = 0 ] || give_up "no Docker engine answers, and only root can install one"
  command -v apt-get >/dev/null || give_up "no Docker engine answers, and there is no apt-get"
  export DEBIAN_FRONTEND=noninteractive
  local patience=(-o DPkg::Lock::Timeout=120)
  apt-get update -q "${patience[@]}" || give_up "apt-get cannot reach its mirror"
  local packages=(docker.io mmdebstrap) package
  for package in docker-cli docker-buildx; do # packages of their own since Debian 13
    if apt-cache show "$package" >/dev/null 2>&1; then packages+=("$package"); fi
  done
  forbid_services
  apt-get install -qy "${patience[@]}" --no-install-recommends "${packages[@]}" ||
    give_up "apt-get cannot install ${packages[*]}"
}

# Debian would start the engine as a service, with a bridge and iptables (invoke-rc.d(8)).
forbid_services() {
  [ -e /usr/sbin/policy-rc.d ] && return
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

up() {
  if find_engine; then return; fi
  [ -x /usr/sbin/dockerd ] || give_up "no Docker engine answers; scripts/engine.sh install has one"
  [ "$(id -u)" = 0 ] || give_up "no Docker engine answers, and only root can start one"
  mkdir -p "$state"
  [ -O "$state" ] || give_up "$state belongs to somebody else"
  rm -f "$pid_file"
  use_own_engine
  setsid /usr/sbin/dockerd --host "$own_socket" --pidfile "$pid_file" \
    --data-root "$state/data" --exec-root "$state/exec" \
    --bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    >"$state/dockerd.log" 2>&1 </dev/null &
  for _ in {1..100}; do
    if answers; then return; fi
    sleep 0.1
  done
  give_up "the Docker engine does not start: $(tail -n 1 "$state/dockerd.log")"
}

base() {
  need_engine
  if "$docker" image inspect "$base" >/dev/null 2>&1; then return; fi
  if timeout 180 "$docker" pull --quiet "$base" >&2; then return; fi
  own_engine_runs || give_up "$base cannot be pulled"
  local tar=$state/base.tar
  if [ ! -f "$tar" ]; then
    "$here/base_image.sh" "$tar.new" >&2 || give_up "$base cannot be pulled, nor a stand-in be made"
    mv "$tar.new" "$tar"
  fi
  "$docker" import --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'CMD ["python3"]' "$tar" "$base" >&2
}

ready() {
  find_engine || install
  up
  base
}

build() {
  need_engine
  local options=()
  if own_engine_runs; then options=(--network host); fi
  "$docker" build "${options[@]}" --tag "$image" "$here/.."
  if own_engine_runs; then "$docker" image prune --force >/dev/null; fi # what had the tag before
}

environment() {
  need_engine
  printf 'export %s=%q\n' WHEEL_CEILING_IMAGE "$image" WHEEL_CEILING_DOCKER "$docker"
  if own_engine_runs; then printf 'export DOCKER_HOST=%q\n' "$own_socket"; fi
}

down() {
  own_engine_runs || return 0
  kill "$(cat "$pid_file")"
  for _ in {1..100}; do
    if ! own_engine_runs; then break; fi
    sleep 0.1
  done
  umount "$state/exec/netns/default" 2>/dev/null || true # dockerd leaves it mounted
}

case ${1:-} in
ready | install | up | base | build | environment | down) "$1" ;;
*)
  sed -n '2,/^set/{/^#/p}' "${BASH_SOURCE[0]}" >&2
  exit 2
  ;;
esac
