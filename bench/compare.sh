#!/usr/bin/env bash
# compare.sh UPSTREAM JAR JAR...
#
# Loads several builds of the gateway in one run, in turns, so that what else the machine does hits all alike: each JAR (or a
# command line that begins with one, such as "old.jar -Dx=y" for JVM flags) runs in front of the same OpenAI-format UPSTREAM,
# is warmed up for WARM (45) seconds, and is then loaded ROUNDS (5) times for SECONDS_EACH (8) seconds by wrk at CONNECTIONS (64).
# Prints each build's median of CPU seconds for 1,000 requests, and each one's ratio to the first. BODY names a file with the request.
set -euo pipefail
upstream=${1:?UPSTREAM, such as http://127.0.0.1:9100/v1}
shift
[ $# -gt 0 ] || { echo "no JAR" >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA25:-java}
work=$(mktemp -d)
admin=sk-serai-admin-for-the-benchmark
pids=()
keys=()
ports=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT

start() { # index, jar and flags
    local i=$1 jar=${2%% *} flags=""
    [ "$jar" = "$2" ] || flags=${2#* }
    jar=$(realpath "$jar")
    mkdir -p "$work/$i"
    ports[i]=$((${PORT:-18080} + i))
    (cd "$work/$i" && SERVER_PORT=${ports[i]} SERAI_BROKER_PORT=0 SERAI_ADMIN_KEY=$admin OPENAI_API_KEY=sk-bench \
        OPENAI_BASE_URL=$upstream exec "$java" ${JVM_FLAGS:--Xms512m -Xmx512m} -XX:+UseCompactObjectHeaders \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $flags -jar "$jar") >"$work/$i/log" 2>&1 &
    pids[i]=$!
    for _ in $(seq 240); do
        curl -fs "http://127.0.0.1:${ports[i]}/actuator/health/readiness" >/dev/null 2>&1 && break
        kill -0 "${pids[i]}" 2>/dev/null || { cat "$work/$i/log" >&2; exit 1; }
        sleep 0.5
    done
    keys[i]=$(curl -fs "http://127.0.0.1:${ports[i]}/admin/v1/keys" -H "Authorization: Bearer $admin" \
        -H 'Content-Type: application/json' -d '{"name": "bench"}' | sed 's/.*"key" *: *"\([^"]*\)".*/\1/')
    cat >"$work/$i/post.lua" <<LUA
wrk.method = "POST"
wrk.body = io.open("${BODY:-$here/chat.json}"):read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ${keys[i]}"
LUA
}

load() { # index, seconds
    wrk -t1 -c"${CONNECTIONS:-64}" -d"$2"s --timeout 10s --latency -s "$work/$1/post.lua" \
        "http://127.0.0.1:${ports[$1]}/v1/chat/completions"
}

cpu() { awk '{print $14 + $15}' "/proc/${pids[$1]}/stat"; }

builds=("$@")
for i in "${!builds[@]}"; do start "$i" "${builds[i]}"; done
for i in "${!builds[@]}"; do load "$i" "${WARM:-45}" >/dev/null; done
for round in $(seq "${ROUNDS:-5}"); do
    for i in "${!builds[@]}"; do
        before=$(cpu "$i")
        load "$i" "${SECONDS_EACH:-8}" >"$work/report"
        after=$(cpu "$i")
        awk -v b="$before" -v a="$after" -v hz="$(getconf CLK_TCK)" '
            /requests in/ {n = $1} /Requests\/sec/ {rps = $2} /50%/ {p50 = $2} /99%/ {p99 = $2} /Non-2xx/ {bad = $NF}
            END {printf "%.4f %s %s %s %d\n", (a - b) / hz / n * 1000, rps, p50, p99, bad}' "$work/report" >>"$work/$i/rounds"
    done
done
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
first=$(median "$work/0/rounds")
for i in "${!builds[@]}"; do
    echo "${builds[i]}"
    awk '{printf "    %s CPU-s per 1,000, %s requests/s, p50 %s, p99 %s, %d not 2xx\n", $1, $2, $3, $4, $5}' "$work/$i/rounds"
    m=$(median "$work/$i/rounds")
    awk -v m="$m" -v f="$first" 'BEGIN {printf "    median %.4f CPU-s per 1,000, %.3f of the first\n", m, m / f}'
done
