# Where the time of intake goes, and its p99 at 70 % of its rate. Sourced by bench/run after its rounds.
figure() { curl -sf http://127.0.0.1:18190/metrics | awk -v n="$1" '$1 == n {print $2}'; }
figures() { # reports, groups, seconds of waiting, preparing, writing, committing
  for name in reports_total groups_total 'seconds_total{part="waiting"}' 'seconds_total{part="preparing"}' \
    'seconds_total{part="writing"}' 'seconds_total{part="committing"}'; do figure "smv_cert_intake_$name"; done | tr '\n' ' '
}
# Clock ticks of the processor that the server and PostgreSQL took so far.
ticks() { awk '{sum += $14 + $15 + $16 + $17} END {print sum}' $(for pid in "$@"; do echo "/proc/$pid/stat"; done); }
postmaster=$(awk '/^PPid/ {print $2}' "/proc/$(psql -X -q -t -A "$server" -c "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")/status")
database_ticks() { ticks "$postmaster" $(pgrep -P "$postmaster"); }

full=$(median <"$work/intake.http")
for share in 100 70; do
  before=$(figures) server_before=$(ticks "$public_pid") database_before=$(database_ticks)
  if [ $share = 100 ]; then
    wrk -t2 -c64 -d"${seconds}s" --latency -s bench/intake.lua http://127.0.0.1:18181 >"$work/wrk.txt"
  else
    BENCH_THREADS=2 BENCH_RATE=$(awk -v f="$full" 'BEGIN {print f * 0.7}') \
      wrk -t2 -c64 -d"${seconds}s" --latency -s bench/intake_even.lua http://127.0.0.1:18181 >"$work/wrk.txt"
  fi
  if grep -q 'Non-2xx' "$work/wrk.txt"; then cat "$work/wrk.txt"; exit 1; fi
  echo "$before $(figures) $(($(ticks "$public_pid") - server_before)) $(($(database_ticks) - database_before)) $(getconf CLK_TCK)" |
    awk -v share=$share -v rate="$(rate <"$work/wrk.txt")" -v p99="$(awk '/99%/ {print $2}' "$work/wrk.txt")" '{
      n = $7 - $1; groups = $8 - $2
      printf "intake at %d %% (%.0f/s): p99 %s; groups of %.1f; a report waits %.2f ms for its group, whose parts take %.2f ms (preparing), %.2f ms (writing), %.2f ms (committing); processor per report: ours %.3f ms, PostgreSQL %.3f ms\n",
        share, rate, p99, n / groups, ($9 - $3) * 1000 / n, ($10 - $4) * 1000 / groups, ($11 - $5) * 1000 / groups,
        ($12 - $6) * 1000 / groups, $13 * 1000 / $15 / n, $14 * 1000 / $15 / n }'
done
