#!/usr/bin/env bash
# base_image.sh FILE.tar: a stand-in for python:3.13-slim where no image registry can be reached.
#
# Made of Debian's packages. As in the official image /usr/local holds Python and its pip, and no
# EXTERNALLY-MANAGED file keeps pip from installing there. It trusts whom this machine trusts: a
# proxy's certificate is part of that. That our Dockerfile builds on it does not prove that it
# builds on the official image; CI with a registry does.
set -euo pipefail

tar=${1:?the file to write}
suite=trixie # its Python is 3.13

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
  grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 || true)
[ -n "$mirror" ] || { echo "apt names no mirror of Debian" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# pip brings its own certificates; those of the system are to hold.
printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n' >"$scratch/pip.conf"

# The hooks run in a shell of mmdebstrap, where $1 is the root of the new system.
# shellcheck disable=SC2016
hooks=(
  --customize-hook='chroot "$1" python3 -m venv /usr/local'
  --customize-hook='copy-in /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs'
  --customize-hook="copy-in $scratch/pip.conf /etc"
  --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*'
)
for folder in man doc locale; do
  hooks+=(--dpkgopt="path-exclude=/usr/share/$folder/*")
done
mmdebstrap --mode=root --variant=minbase --quiet --format=tar \
  --include=ca-certificates,netbase,tzdata,python3,python3-venv \
  "${hooks[@]}" "$suite" "$tar" "deb $mirror $suite main"
