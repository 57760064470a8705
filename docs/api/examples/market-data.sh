#!/bin/sh
# Public market data needs nothing but curl:
#   TENOR_URL=http://127.0.0.1:3000 sh docs/api/examples/market-data.sh
set -eu
url="${TENOR_URL:-http://127.0.0.1:3000}"

# Plain REST …
curl -sSf "$url/v1/time"; echo
curl -sSf "$url/v1/instruments"; echo
curl -sSf "$url/v1/ticker?instrument=BTC-PERP"; echo
curl -sSf "$url/v1/order_book?instrument=BTC-PERP&depth=5"; echo
curl -sSf "$url/v1/candles?instrument=BTC-PERP&resolution=1m&limit=3"; echo
curl -sSf "$url/v1/batches?limit=1"; echo

# … the same method by its name, with the params as body …
curl -sSf "$url/rpc/public/trades" -d '{"instrument":"BTC-PERP","limit":2}'; echo

# … and JSON-RPC 2.0, one call or up to twenty.
curl -sSf "$url/rpc" -d '{"jsonrpc":"2.0","id":1,"method":"public/status","params":{}}'; echo
curl -sSf "$url/rpc" -d '[{"jsonrpc":"2.0","id":1,"method":"public/time"},{"jsonrpc":"2.0","id":2,"method":"private/orders"}]'; echo
