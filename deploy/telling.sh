#!/usr/bin/env bash
# How deploy/quickstart speaks: chapters, commands as they are run, expectations, progress. Sourced, not run.

if [[ -t 1 ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' dim='' red='' green='' plain=''
fi

chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '  %s\n' "$*"; }
good() { printf '  %s✓%s %s\n' "$green" "$plain" "$*"; }
fail() {
    printf '\n%s✗ %s%s\n' "$red" "$1" "$plain" >&2
    shift
    (($#)) && printf '  %s\n' "$@" >&2
    exit 1
}
show() { printf '  %s$ %s%s\n' "$dim" "$*" "$plain"; }
quoted() {
    local word line=''
    for word in "$@"; do
        [[ $word =~ ^[A-Za-z0-9_./:=@-]+$ ]] || word="'$word'"
        line+=" $word"
    done
    echo "${line# }"
}
# Long lines, such as tokens, are cut.
indented() { sed -E 's/^(.{130}).{12,}$/\1…/; s/^/    /'; }

# Runs a long command with its output in a log, and says every few seconds where it is.
with_progress() {
    local label=$1 log=$2 started=$SECONDS last='' job
    shift 2
    "$@" >"$log" 2>&1 &
    job=$!
    trap 'kill "$job" 2>/dev/null; exit 130' INT
    while kill -0 "$job" 2>/dev/null; do
        sleep 1
        last=$(tail -c 400 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-90)
        if [[ -t 1 ]]; then
            printf '\r\e[K  %s: %d s  %s' "$label" "$((SECONDS - started))" "$last"
        elif (((SECONDS - started) % 15 == 14)); then
            say "$label: $((SECONDS - started)) s  $last"
        fi
    done
    trap - INT
    [[ -t 1 ]] && printf '\r\e[K'
    if ! wait "$job"; then
        tail -n 30 "$log" | indented >&2
        fail "$label failed" "the whole output is in $log"
    fi
    good "$label ($((SECONDS - started)) s)"
}

# The text at a path of a JSON document on standard input: `member claims.roles` or `member Resources.0.id`.
member() {
    python3 -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1].split("."):
    value = value[int(key)] if isinstance(value, list) else value.get(key) if isinstance(value, dict) else None
print(value if isinstance(value, str) else json.dumps(value))' "$1"
}

# expect WHAT WANTED GOT
expect() {
    [[ $2 == "$3" ]] || fail "$1" "expected: $2" "got:      $3"
    good "$1: $3"
}
