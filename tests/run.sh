# shellcheck shell=bash
# The tests of ./polpo test; sourced by the launcher. The last line says "N passed, N failed".

passed=0
failed=0
problems=()
suite_minutes=30
simulated_seeds=100
simulated_hours=10
simulation_minutes=15

count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# step NAME COMMAND…: something that must simply succeed; a failure counts as one.
step() {
  local name=$1 log
  shift
  log=$artifacts/test-${name//[^a-z0-9]/-}.log
  say "$name"
  if "$@" >"$log" 2>&1; then return 0; fi
  grep -E 'error|✖|✗|warn' "$log" | sort -u | tail -n 40 >&2 || tail -n 40 "$log" >&2
  problems+=("$name (all of it: ${log#"$root"/})")
  count 0 1
  return 1
}

# suite NAME: a .NET test program; its own closing line is added up. One that hangs is ended, and the log names the test.
suite() {
  local name=$1 program=$root/tests/$1/bin/Debug/net10.0/$1 log=$artifacts/test-$1.log total
  say "$name"
  timeout --kill-after=30 "${suite_minutes}m" "$program" -noColor -noLogo -longRunning 240 >"$log" 2>&1 || true
  total=$(grep -E 'Total: [0-9]+, Errors: ' "$log" | tail -n 1)
  if [ -z "$total" ]; then
    tail -n 30 "$log" >&2
    problems+=("$name did not run to its end within $suite_minutes minutes")
    count 0 1
    return
  fi
  local all errors bad skipped
  all=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<<"$total")
  errors=$(sed -E 's/.*Errors: ([0-9]+).*/\1/' <<<"$total")
  bad=$(sed -E 's/.*Failed: ([0-9]+).*/\1/' <<<"$total")
  skipped=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<<"$total")
  count $((all - bad - skipped)) $((bad + errors))
  say "$name:$(sed 's/^ *[^ ]* *//; s/^/ /' <<<"$total")"
  [ $((bad + errors)) = 0 ] || { grep -A 12 -E '\[FAIL\]|ERROR' "$log" >&2 || true; problems+=("$name"); }
}

# The real server through simulated hours: each seed that ran to its end is one that passed, or failed.
simulation() {
  local log=$artifacts/test-simulation.log line seeds bad
  say "simulation: $simulated_seeds seeds of $simulated_hours hours, at most $simulation_minutes minutes"
  dotnet exec "$root/tests/Polpo.Testing/bin/Debug/net10.0/Polpo.Testing.dll" simulate \
    1 "$simulated_seeds" "$simulated_hours" "$simulation_minutes" >"$log" 2>&1 || true
  line=$(grep -E ' simulated hours over [0-9]+ seeds' "$log" | tail -n 1) || true
  if [ -z "$line" ]; then
    tail -n 30 "$log" >&2
    problems+=("the simulation did not run to its end")
    count 0 1
    return
  fi
  seeds=$(sed -E 's/.* simulated hours over ([0-9]+) seeds.*/\1/' <<<"$line")
  bad=$(sed -E 's/.* ([0-9]+) seeds with broken promises.*/\1/' <<<"$line")
  count $((seeds - bad)) "$bad"
  say "$line"
  [ "$bad" = 0 ] || { cat "$log" >&2; problems+=("the simulation"); }
}

web_tests() {
  local report=$artifacts/vitest.json
  rm -f "$report"
  say "web client's tests"
  (cd "$root/src/web" && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$report") >"$artifacts/test-web.log" 2>&1 || true
  if [ ! -f "$report" ]; then
    tail -n 30 "$artifacts/test-web.log" >&2
    problems+=("the web client's tests did not run")
    count 0 1
    return
  fi
  local good bad
  good=$(node -p "require('$report').numPassedTests")
  # A file that cannot be loaded has no test that failed.
  bad=$(node -p "const r = require('$report'); Math.max(r.numFailedTests, r.success ? 0 : 1)")
  count "$good" "$bad"
  say "web client: $good passed, $bad failed"
  [ "$bad" = 0 ] || { tail -n 60 "$artifacts/test-web.log" >&2; problems+=("the web client's tests"); }
}

ensure_test_parts() {
  if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    lacks postgresql "every database test runs on it too, in a cluster of its own"
    # Debian would start a cluster for the machine; the tests bring their own.
    if [ ! -f /etc/postgresql-common/createcluster.conf ]; then
      as_root mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
  fi
  has chromium || has chromium-browser || has google-chrome || lacks chromium "the pages are tested in it"
  [ -d /usr/share/fonts/truetype/dejavu ] || lacks fonts-dejavu-core "the browser needs a font"
  # Only root can run these tests.
  [ "$(id -u)" != 0 ] || { has podman && has runc; } || lacks "podman runc" "container sandboxes are tested in a real engine"
  install_missing
}

# Said, not counted: layout breaks nothing.
layout() {
  local others
  (cd "$root" && dotnet tool restore) >/dev/null 2>&1 || { say "CSharpier cannot be fetched here: the layout of C# is not checked"; return 0; }
  others=$(cd "$root" && dotnet csharpier check src tests bench 2>&1 | grep -c "Was not formatted") || true
  [ "$others" = 0 ] || say "$others C# files are not laid out by CSharpier: dotnet csharpier format src tests bench"
}

run_tests() {
  local fast=
  case "${1:-}" in
    '') ;;
    --fast) fast=1 ;;
    *) say "usage: ./polpo test [--fast]"; exit 2 ;;
  esac
  [ -n "$fast" ] || ensure_test_parts
  build_web
  ensure_node_for_build
  install_web_packages
  step "web client: types, lint, format" npm --prefix "$root/src/web" run check || true
  web_tests
  layout
  if step "building everything, with analyzers" dotnet build "$root/Polpo.slnx" -nologo -v:q; then
    suite Polpo.Tests
    [ -n "$fast" ] || suite Polpo.EndToEnd
    [ -n "$fast" ] || simulation
  fi
  finish
}

finish() {
  local problem
  for problem in "${problems[@]}"; do say "failed: $problem"; done
  # Alone on the last line: it is what continuous integration reads.
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ] || exit 1
}
