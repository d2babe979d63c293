#!/bin/sh
# The guard that the incident brought: unzip and objdump, one ELF file after the other.
set -eu
file=$(mktemp)
trap 'rm -f "$file"' EXIT
unzip -Z1 "$1" | grep -E '\.so(\.|$)' | while read -r member; do
  unzip -p "$1" "$member" >"$file"
  objdump -p "$file" | grep -E 'NEEDED|GLIBC_' || true
done
