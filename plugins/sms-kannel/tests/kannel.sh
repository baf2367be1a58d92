#!/usr/bin/env bash
# The connector against a real Kannel: bearerbox and smsbox with an SMSC of our
# own behind them (kannel/peers.py), all on free ports of loopback.
#
#   plugins/sms-kannel/tests/kannel.sh [DESKBELL]
#
# DESKBELL is the binary, else the one in $DESKBELL_BUILD_DIR/target; the
# component is plugins/dist/sms-kannel.wasm. Kannel: apt-get install kannel.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
deskbell=$(realpath -m "${1:-${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}/target/debug/deskbell}")
component=$root/plugins/dist/sms-kannel.wasm
# Debian keeps them out of an ordinary user's path.
PATH=$PATH:/usr/sbin

skip() {
    echo "kannel: skipped, $1" >&2
    exit 0
}
fail() {
    echo "kannel: $1" >&2
    tail -n 20 "$work"/*.log >&2 || true
    exit 1
}

for tool in bearerbox smsbox; do
    command -v "$tool" >/dev/null || skip "there is no $tool (apt-get install kannel)"
done
command -v python3 >/dev/null || skip "there is no python3"
[ -x "$deskbell" ] || skip "there is no $deskbell"
[ -f "$component" ] || skip "there is no $component (plugins/build.sh sms-kannel)"

work=$(mktemp -d)
# The binary keeps compiled components in a folder of the current one.
cd "$work"
started=()
clean_up() {
    # Newest first: smsbox before bearerbox, so that neither waits.
    local i
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null || continue
        wait "${started[i]}" 2>/dev/null || true
    done
    cd / && rm -rf "$work"
}
trap clean_up EXIT

start() {
    local log=$work/$1.log
    shift
    "$@" >"$log" 2>&1 &
    started+=($!)
}

# Waits up to ten seconds for a command to succeed.
until_true() {
    local what=$1 n
    shift
    for ((n = 0; n < 200; n++)); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.05
    done
    fail "waited in vain for $what"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

# All sockets are open at once, so the ports differ.
read -r admin boxes sendsms smpp hooks < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(5)]
print(*(s.getsockname()[1] for s in sockets))')

address=http://127.0.0.1:$hooks/hooks/shop/t0ken

# The file of the operator's page, with our places and words in it.
sed -n '/^```kannel$/,/^```$/{/^```/!p}' "$here/../README.md" | sed \
    -e '/^log-file\|^log-level\|^store-\|^#/d' \
    -e "s/^admin-port = .*/admin-port = $admin/; s/^\(admin\|status\)-password = .*/\1-password = adm1n/" \
    -e "s/^smsbox-port = .*/smsbox-port = $boxes/; s/^sendsms-port = .*/sendsms-port = $sendsms/" \
    -e "s/^host = .*/host = 127.0.0.1/; s/^port = .*/port = $smpp/" \
    -e "s/^throughput = .*/reconnect-delay = 1\ndenied-prefix = \"+999\"/" \
    -e "s/^sms-outgoing-queue-limit = .*/sms-outgoing-queue-limit = 1/" \
    -e "s/^http-queue-delay = .*/http-queue-delay = 1/" \
    -e "s/^password = .*/password = s3cret/; s/CALLBACK-KEY/K3yOfTheTest/; s/10\.0\.0\.5/127.0.0.1/" \
    -e "s|http://10.0.0.2:8080/hooks/oficina/TOKEN|$address|; s/10\.0\.0\.2/127.0.0.1/" >"$work/kannel.conf"
[ "$(grep -c '^group' "$work/kannel.conf")" -eq 5 ] || fail "README.md has no whole kannel.conf"

config() {
    python3 - "$@" <<PY
import json, sys
settings = {"sendsms_url": "http://127.0.0.1:$sendsms/cgi-bin/sendsms", "callback_url": "$address", "sender": "Oficina"}
settings.update(json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}"))
print(json.dumps(settings))
PY
}
config >"$work/config.json"
config "{\"sendsms_url\": \"http://127.0.0.1:$hooks/cgi-bin/sendsms\"}" >"$work/stranger.json"
config "{\"sendsms_url\": \"http://127.0.0.1:$hooks/_silent\"}" >"$work/silent.json"
config '{"country_code": "55", "plain_letters": true}' >"$work/plain.json"
echo '{"username": "desk", "password": "s3cret", "callback_key": "K3yOfTheTest"}' >"$work/secrets.json"
echo '{"username": "desk", "password": "wrong", "callback_key": "an0therKey"}' >"$work/wrong.json"

call() {
    local function=$1 config=$2 secrets=$3
    shift 3
    "$deskbell" plugin call "$component" "$function" --config "$work/$config.json" --secrets "$work/$secrets.json" \
        --map-host "127.0.0.1:$sendsms=127.0.0.1:$sendsms" --map-host "127.0.0.1:$hooks=127.0.0.1:$hooks" "$@" || [ $? -eq 1 ]
}

# send ID NUMBER TEXT [CONFIG] [SECRETS]
send() {
    python3 -c '
import json, sys
to = [{"kind": "phone", "value": sys.argv[2]}]
print(json.dumps({"id": sys.argv[1], "to": to, "content": {"kind": "text", "body": sys.argv[3], "preview_link": False}}))
' "$1" "$2" "$3" >"$work/message.json"
    call send "${4:-config}" "${5:-secrets}" --request "$work/message.json" >"$work/outcome.json"
}

# handle FILE [CONFIG] [SECRETS]
handle() {
    call handle "${2:-config}" "${3:-secrets}" --request "$1" >"$work/outcome.json"
}

# expect WHAT EXPRESSION [FILE]: the expression about `o`, the JSON of the file, holds.
expect() {
    local file=${3:-$work/outcome.json}
    python3 -c '
import json, os, sys
o = json.load(open(sys.argv[1], encoding="utf-8"))
body = lambda: o["events"][0]["body"]
sys.exit(0 if eval(sys.argv[2]) else 1)
' "$file" "$2" || {
        cat "$file" >&2
        fail "$1: $2"
    }
    echo "ok: $1"
}

sms() {
    until_true "SMS $1" test -f "$work/seen/sms-$1.json"
    echo "$work/seen/sms-$1.json"
}

# The report of a message with one of Kannel's values, whenever it came.
report() {
    python3 - "$work/seen" "$1" "$2" <<'PY'
import glob, json, sys
for path in glob.glob(sys.argv[1] + "/hook-*.json"):
    query = dict(json.load(open(path, encoding="utf-8"))["query"])
    if query.get("message") == sys.argv[2] and query.get("status") == sys.argv[3]:
        print(path)
        sys.exit(0)
sys.exit(1)
PY
}

reported() {
    until_true "report $2 of $1" report "$1" "$2"
    handle "$(report "$1" "$2")"
}

# deliver FROM TON CODING: a customer's message, its bytes from standard input.
deliver() {
    python3 -c '
import sys, urllib.request
port, query = sys.argv[1:]
urllib.request.urlopen(f"http://127.0.0.1:{port}/_deliver?{query}", data=sys.stdin.buffer.read()).read()
' "$hooks" "from=$1&ton=$2&coding=$3"
}

# The request by which Kannel handed over the message from a number.
inbound() {
    python3 - "$work/seen" "$1" <<'PY'
import glob, json, sys
for path in glob.glob(sys.argv[1] + "/hook-*.json"):
    request = json.load(open(path, encoding="utf-8"))
    if request["method"] == "POST" and dict(request["query"]).get("from") == sys.argv[2]:
        print(path)
        sys.exit(0)
sys.exit(1)
PY
}

received() {
    until_true "the message from $1" inbound "$1"
    handle "$(inbound "$1")" "${2:-config}"
}

mkdir "$work/seen"
start peers python3 "$here/kannel/peers.py" "$smpp" "$hooks" "$work/seen"
until_true "the SMSC" listening "$smpp"
start bearerbox bearerbox -v 1 "$work/kannel.conf"
until_true "bearerbox" listening "$boxes"
start smsbox smsbox -v 1 "$work/kannel.conf"
until_true "smsbox" listening "$sendsms"
online() { python3 -c "
import urllib.request
assert b'online' in urllib.request.urlopen('http://127.0.0.1:$admin/status.txt?password=adm1n').read()"; }
until_true "the connection to the SMSC" online

# The account.
call check-account config secrets >"$work/outcome.json"
expect "the account is known without sending anything" 'o["outcome"] == "ok" and o["account"]["display"].startswith("Oficina")'
call check-account config wrong >"$work/outcome.json"
expect "a wrong password pauses the account" 'o["error"]["kind"] == "auth"'
call check-account stranger secrets >"$work/outcome.json"
expect "what is no Kannel is found out" 'o["error"]["problem"]["code"] == "not-kannel"'

# Out.
send first +5549988590187 "Olé: 5 € [ok]"
expect "Kannel takes a message" 'o["outcome"] == "ok" and o["receipt"]["remote_id"] == "first"'
expect "it arrives in seven-bit letters" 'o["coding"] == 0 and o["text"] == "Olé: 5 € [ok]" and o["to"] == "5549988590187"' "$(sms 1)"
expect "with our sender" 'o["from"] == "Oficina" and o["from_ton"] == 5' "$(sms 1)"
export ALPHABET="@£\$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€"
send alphabet +5549988590187 "$ALPHABET"
expect "every letter of the alphabet arrives" 'o["coding"] == 0 and o["text"] == os.environ["ALPHABET"]' "$(sms 2)"
reported first 8
expect "the SMSC's acceptance is \"sent\"" 'body()["event"] == "status" and body()["delivery"] == "sent"'
reported first 1
expect "the receipt is \"delivered\"" 'body()["delivery"] == "delivered" and body()["message_id"] == "first"'
handle "$(report first 1)" config wrong
expect "a request with another key is refused" 'o["outcome"] in ("error", "refused") and "events" not in o'

send wide +5549988590187 "Привіт 😀, já está"
expect "a text in Cyrillic leaves" 'o["outcome"] == "ok"'
expect "it arrives whole" 'o["coding"] == 8 and o["text"] == "Привіт 😀, já está"' "$(sms 3)"

send plain +5549988590187 "Olá, está pronta" plain
expect "accents are left out where that is wanted" 'o["coding"] == 0 and o["text"] == "Ola, esta pronta"' "$(sms 4)"

send long +5549988590187 "$(printf 'a%.0s' {1..152})€$(printf 'b%.0s' {1..10})"
expect "a long text leaves" 'o["outcome"] == "ok"'
expect "its first part ends before the euro" 'o["esm"] & 0x40 and o["text"] == "a" * 152' "$(sms 5)"
expect "its second part begins with it" 'o["text"] == "€" + "b" * 10' "$(sms 6)"
reported long 1
expect "it is reported under its own id" 'body()["remote_id"] == "long"'

send unreached +5549988590101 "hi"
reported unreached 2
expect "what was not delivered has failed" 'body()["delivery"] == "failed" and body()["problem"]["code"] == "UNDELIV"'
expect "the receipt's quote is not repeated" '"secret" not in json.dumps(o)'
send nobody +5549988590102 "hi"
reported nobody 16
expect "an unknown number cannot be reached" 'body()["consequence"] == "unreachable"'

send refused +99988590187 "hi"
expect "a number that no connection takes is rejected" 'o["error"]["kind"] == "rejected" and o["error"]["problem"]["code"] == "not-routable"'
send endless +5549988590187 "$(printf 'a%.0s' {1..1600})"
expect "what Kannel would cut off is not sent" 'o["error"]["problem"]["code"] == "too-long" and o["usage"]["http_requests"] == 0'
send wrong +5549988590187 "hi" config wrong
expect "a wrong password is the operator's business" 'o["error"]["kind"] == "auth"'
send stranger +5549988590187 "hi" stranger
expect "a strange answer leaves it open whether it was sent" 'o["error"]["kind"] == "retry" and o["error"]["uncertain"]'
send silent +5549988590187 "hi" silent
expect "so does a connection that breaks" 'o["error"]["kind"] == "retry" and o["error"]["uncertain"]'

# In.
printf 'Ol\005  dois\nlinhas \033e' | deliver 5549988590187 1 0
received +5549988590187
expect "a message comes in as it was written" 'body()["content"] == {"kind": "text", "body": "Olé  dois\nlinhas €"}'
expect "from the customer's number" 'body()["sender"]["addresses"][0]["value"] == "+5549988590187"'
expect "the customer gets no answer by itself" 'o["reply"]["status"] == 200 and o["reply"]["body"] == ""'
printf 'Привіт 😀' | iconv -f UTF-8 -t UTF-16BE | deliver 380501234567 1 8
received +380501234567
expect "Cyrillic and emoji come in whole" 'body()["content"]["body"] == "Привіт 😀"'
printf 'oi' | deliver 049988590188 2 0
received 049988590188 plain
expect "a national number gets its country" 'body()["sender"]["addresses"][0]["value"] == "+5549988590188"'
printf 'twice' | deliver 5549988590177 1 0
asked_twice() {
    python3 - "$work/seen" <<'PY'
import glob, json, sys
queries = [dict(json.load(open(path, encoding="utf-8"))["query"]) for path in glob.glob(sys.argv[1] + "/hook-*.json")]
ids = [query["id"] for query in queries if query.get("from", "").endswith("77")]
sys.exit(0 if len(ids) == 2 and len(set(ids)) == 1 else 1)
PY
}
until_true "Kannel to ask again under the same id" asked_twice
echo "ok: what the desk could not take comes again, under the same id"

# Nothing but what we sent reached a phone: Kannel apologised to nobody.
sleep 1
[ "$(find "$work/seen" -name 'sms-*.json' | wc -l)" -eq 8 ] || fail "Kannel sent something of its own"
echo "ok: nobody got a message that we did not send"

# Last, because the connection and then the gateway stop.
stop() {
    kill "${started[$1]}"
    wait "${started[$1]}" 2>/dev/null || true
}
stop 0
offline() { ! online; }
until_true "the connection to break" offline
send queued +5549988590187 "hi"
expect "Kannel keeps what cannot leave now" 'o["outcome"] == "ok"'
send full +5549988590187 "hi"
expect "a full queue makes the account wait" 'o["error"]["kind"] == "rate-limited" and o["error"]["after_ms"] == 5000'
stop 2
send late +5549988590187 "hi"
expect "a gateway that is away is tried again" 'o["error"]["kind"] == "retry" and not o["error"]["uncertain"]'
echo "kannel: all of it holds"
