#!/usr/bin/env bash
# Tells Deskbell that a repair order is ready, as a workshop's own program would.
#
#   HOOK=… SECRET=whsec_… docs/plugins/workshop-ready.sh 1042 [STATUS] [CUSTOMER] [TITLE] [CENTS]
#
# An event says the whole record as it is now: what is left out is empty afterwards.
set -euo pipefail

number=${1:?the number of the repair order, e.g. 1042}
status=${2:-ready}
customer=${3:-C-17}
title=${4:-Brake pads, VW Gol ABC1D23}
cents=${5:-50500}
: "${HOOK:?the webhook address of the workshop channel}" "${SECRET:?its signing secret, whsec_…}"

id=msg-$(date +%s%N)
now=$(date +%s)
body=$(printf '{"type":"repair-order.changed","timestamp":"%s","data":{"id":"RO-%s","number":"%s","title":"%s","status":"%s","customer":"%s","version":%s,"total":{"minor":%s,"currency":"BRL"}}}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$number" "$number" "$title" "$status" "$customer" "$now" "$cents")
key=$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \n')
signature=$(printf '%s.%s.%s' "$id" "$now" "$body" |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)

curl --fail-with-body --silent --show-error --write-out '\n' "$HOOK" \
    -H 'content-type: application/json' \
    -H "webhook-id: $id" -H "webhook-timestamp: $now" -H "webhook-signature: v1,$signature" \
    -d "$body"
echo "order $number is $status"
