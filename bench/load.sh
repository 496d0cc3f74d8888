#!/usr/bin/env bash
# load.sh UPSTREAM [COMMAND...]
#
# Starts target/serai.jar (mvn package -DskipTests) in front of an OpenAI-format UPSTREAM such as http://127.0.0.1:9100/v1,
# issues a key, and runs COMMAND with BASE_URL, KEY and GATEWAY_PID in its environment. Without a COMMAND it loads the
# gateway with wrk at CONNECTIONS (64) connections for SECONDS_EACH (10) seconds, WARM (30) seconds of warm-up before, three
# times, and prints requests a second and the gateway's CPU seconds for 1,000 requests. BODY names a file with the request.
set -euo pipefail
upstream=${1:?UPSTREAM, such as http://127.0.0.1:9100/v1}
shift
here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../target/serai.jar
[ -f "$jar" ] || { echo "no $jar: run mvn package -DskipTests first" >&2; exit 1; }
java=${JAVA25:-java}
port=${PORT:-18080}
work=$(mktemp -d)
admin=sk-serai-admin-for-the-benchmark

(cd "$work" && SERVER_PORT=$port SERAI_BROKER_PORT=0 SERAI_ADMIN_KEY=$admin OPENAI_API_KEY=sk-bench \
    OPENAI_BASE_URL=$upstream exec "$java" ${JVM_FLAGS:--Xms512m -Xmx1g} -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar "$jar") >"$work/log" 2>&1 &
GATEWAY_PID=$!
trap 'kill $GATEWAY_PID 2>/dev/null; wait $GATEWAY_PID 2>/dev/null; rm -rf "$work"' EXIT

for _ in $(seq 120); do
    curl -fs "http://127.0.0.1:$port/actuator/health/readiness" >/dev/null 2>&1 && break
    kill -0 $GATEWAY_PID 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.5
done
KEY=$(curl -fs "http://127.0.0.1:$port/admin/v1/keys" -H "Authorization: Bearer $admin" \
    -H 'Content-Type: application/json' -d '{"name": "bench"}' | sed 's/.*"key" *: *"\([^"]*\)".*/\1/')
BASE_URL=http://127.0.0.1:$port/v1
export BASE_URL KEY GATEWAY_PID

if [ $# -gt 0 ]; then
    "$@"
    exit
fi

body=${BODY:-$here/chat.json}
cat >"$work/post.lua" <<LUA
wrk.method = "POST"
wrk.body = io.open("$body"):read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer $KEY"
LUA
cpu() { awk '{print $14 + $15}' /proc/$GATEWAY_PID/stat; }
load() { wrk -t1 -c"${CONNECTIONS:-64}" -d"$1"s --timeout 10s --latency -s "$work/post.lua" "$BASE_URL/chat/completions"; }
load "${WARM:-30}" >/dev/null
for _ in 1 2 3; do
    before=$(cpu)
    report=$(load "${SECONDS_EACH:-10}")
    after=$(cpu)
    requests=$(awk '/requests in/ {print $1}' <<<"$report")
    awk -v b="$before" -v a="$after" -v n="$requests" -v hz="$(getconf CLK_TCK)" '
        /Requests\/sec/ {rps = $2} /50%/ {p50 = $2} /99%/ {p99 = $2} /Non-2xx/ {bad = $NF}
        END {printf "%s requests/s, p50 %s, p99 %s, %.3f CPU-s per 1,000, %d not 2xx\n", rps, p50, p99, (a - b) / hz / n * 1000, bad}' <<<"$report"
done
