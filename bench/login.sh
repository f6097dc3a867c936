# 6. Who comes in: the check of a token beside its bare signature, the access decision beside that check, and intake while logins
# storm. Sourced by bench/run.
rounds_of_tokens() { cargo test --release --locked -q -p smv-cert-api --lib -- --ignored --nocapture a_token_is_checked | grep '^|'; }
rounds_of_tokens

# The storm's server and its generator have the weight that deploy/systemd gives the staff role beside the public one.
SMV_CERT_HTTP__TRUSTED_PROXIES=127.0.0.1/32 SMV_CERT_HTTP__CONNECTIONS=16384 SMV_CERT_HTTP__LISTEN=127.0.0.1:18183 \
  nice -n 10 "$program" serve --only staff >"$work/storm.log" 2>&1 &
pids+=($!)
for _ in $(seq 1 200); do curl -sf http://127.0.0.1:18183/readyz >/dev/null && break; sleep 0.1; done
intake_beside() { # file
  wrk -t1 -c100 -d"${seconds}s" --latency -s bench/intake_paced.lua http://127.0.0.1:18181 >"$work/wrk.txt"
  if grep -q 'Non-2xx' "$work/wrk.txt"; then cat "$work/wrk.txt"; exit 1; fi
  rate <"$work/wrk.txt" >>"$1"
  awk '/99%/ {v=$2; if (v ~ /us$/) v=v/1000; else if (v ~ /ms$/) v=v+0; else v=v*1000; print v}' "$work/wrk.txt" >>"$1.p99"
}
ulimit -n 20000
for round in $(seq 1 "$rounds"); do
  intake_beside "$work/calm"
  nice -n 10 wrk -t1 -c1100 -d"$((seconds + 6))s" --timeout 20s -s bench/login.lua http://127.0.0.1:18183 >"$work/storm.txt" &
  storm=$!
  sleep 3 # the queue for passwords is full by then
  intake_beside "$work/stormed"
  wait $storm
  echo "login storm, round $round: $(rate <"$work/storm.txt") logins/s answered; intake $(tail -1 "$work/stormed")/s, p99 $(tail -1 "$work/stormed.p99") ms; calm $(tail -1 "$work/calm")/s, p99 $(tail -1 "$work/calm.p99") ms"
done
row 'intake at 100/s during a login storm / without' "$work/stormed" "$work/calm"
row 'its p99 in ms / without' "$work/stormed.p99" "$work/calm.p99"
