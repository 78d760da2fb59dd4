#!/usr/bin/env bash
# Takes each guard out of the code and asks whether the test that stands for it notices.
#   tests/guards/run.sh [--build|--try] [NAME…]
# NAME is a patch, or several as in '*-read-only'; without one, all. --build only compiles, --try uses what was compiled.
# Needs built tests (./polpo test builds them) and root. Nothing but artifacts/guards is written.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
guards=$root/tests/guards
work=$root/artifacts/guards
source=$work/source
built=$root/tests/Polpo.Tests/bin/Debug/net10.0
rungs='Bubblewrap|Unprivileged|Container'
quiet='-p:RunAnalyzers=false -p:TreatWarningsAsErrors=false'
control=SandboxTests.A_command_runs_in_the_worktree_and_tells_its_output_and_exit_code

say() { printf '%s\n' "$*"; }
lines() { sed -n "s/^$1: //p" "$2"; }

# A copy of the sources with a history of its own, so that every patch begins with the same.
copy_sources() {
  mkdir -p "$source/src"
  find "$source" -type f -not -path '*/obj/*' -not -path '*/bin/*' -not -path '*/.git/*' -delete
  (cd "$root" && tar -cf - --exclude=bin --exclude=obj src/Polpo.Engine src/Polpo.Runner src/Polpo.Core ./*.props ./*.json ./*.txt .editorconfig) | tar -xf - -C "$source"
  printf 'bin/\nobj/\n' >"$source/.gitignore"
  git -C "$source" init -q
  git -C "$source" add -A
  git -C "$source" -c user.name=guards -c user.email=guards@polpo.invalid commit -q --allow-empty -m sources
}

# How the compiler is called for a project: asked for once, so that each guard costs a call of the compiler and no build.
learn() {
  local project=$1
  dotnet build "$source/src/$project" $quiet >"$work/$project.log" 2>&1 || { tail -n 20 "$work/$project.log"; exit 1; }
  touch "$source/src/$project/$project.csproj"
  # shellcheck disable=SC2086
  dotnet build "$source/src/$project" $quiet --no-restore -t:Compile -p:ProvideCommandLineArgs=true -p:SkipCompilerExecution=true -getItem:CscCommandLineArgs |
    sed -n 's/^ *"Identity": "\(.*\)",\{0,1\}$/\1/p' | sed 's/\\u002B/+/g; s/\\u0026/\&/g; s/\\u0022/"/g; s/\\"/"/g; s/\\\\/\\/g' | grep -v '^/refout:' >"$work/$project.rsp"
}

# The programs that a patch changes: the core is compiled with some files of the runner.
projects() {
  local project path
  for project in Polpo.Runner Polpo.Core; do
    for path in $(grep -h '^+++ b/src/' "$@" | sed 's|^+++ b/src/[^/]*/||'); do
      ! grep -qE "(^|/)${path//./\\.}\$" "$work/$project.rsp" || say "$project"
    done
  done | sort -u
}

# with NAME: the patch and those without which nothing would be noticed, since a second wall stands behind the first.
with() {
  say "$guards/$1.patch"
  lines Without "$guards/$1.patch" | while read -r other; do say "$guards/$other.patch"; done
}

build() {
  local name=$1 patches project out
  mapfile -t patches < <(with "$name")
  git -C "$source" checkout -q .
  mkdir -p "$work/$name"
  cat "${patches[@]}" | git -C "$source" apply -C1 - 2>"$work/$name/build.log" || return 1
  for project in $(projects "${patches[@]}"); do
    out=$(sed -n 's|^/out:.*/||p' "$work/$project.rsp")
    sed "s|^/out:.*|/out:$work/$name/$out|" "$work/$project.rsp" >"$work/$name/$project.rsp"
    (cd "$source/src/$project" && dotnet exec "$compiler" -shared "@$work/$name/$project.rsp") >>"$work/$name/build.log" 2>&1 || return 1
  done
  compgen -G "$work/$name/*.dll" >/dev/null
}

# The tests beside the programs without the guard.
place() {
  rm -rf "$work/tests"
  cp -a "$work/built" "$work/tests"
  cp "$work/$1"/*.dll "$work/tests/"
}

# A test may be one row of a theory: "Class.Method | its first words".
row() { case $1 in *' | '*) say "\"${1#* | }" ;; esac; }
failed() { grep -aE "\.${1//./\\.}(\(.*\))? \[FAIL\]" "$2" || true; }

verdict() {
  local name=$1 patch=$guards/$1.patch log=$work/$1/test.log test words=() controls=
  while read -r test; do words+=(-method "*.${test%% | *}"); done < <(lines Test "$patch" | sort -u)
  # A sandbox that does not open at all would let every attack fail, and every test. "Control: none": what is taken out harms every test.
  grep -q '^Control: none' "$patch" || controls=$(lines Test "$patch" | grep -oE "^($rungs)" | sort -u || true)
  for test in $controls; do words+=(-method "*.$test$control"); done
  timeout 900 "$work/tests/Polpo.Tests" -noLogo -noColor "${words[@]}" >"$log" 2>&1 || true
  grep -aqE 'Total: [0-9]+, Errors' "$log" || { say 'the tests did not run to their end'; return; }
  for test in $controls; do
    ! grep -aqF ".$test$control [FAIL]" "$log" || { say "no sandbox opened any more ($test)"; return; }
  done
  while read -r test; do
    failed "${test%% | *}" "$log" | grep -qF -e "$(row "$test")" || { say "NOT noticed by $test"; return; }
  done < <(lines Test "$patch")
  say 'noticed'
}

build_all() {
  local name
  mkdir -p "$work"
  compiler=$(dirname "$(dotnet --list-sdks | tail -n 1 | sed -E 's/^([^ ]+) \[(.*)\]$/\2\/\1/')/.")/Roslyn/bincore/csc.dll
  copy_sources
  rm -rf "$work/built"
  cp -a "$built" "$work/built"
  for name in Polpo.Runner Polpo.Core; do learn "$name"; done
  for name in "$@"; do
    rm -rf "${work:?}/$name"
    build "$name" || touch "$work/$name/broken"
  done
}

main() {
  local names=() name answer bad=0 only=
  case ${1-} in --build | --try) only=${1#--} && shift ;; esac
  [ -x "$built/Polpo.Tests" ] || { say "Build the tests first: dotnet build tests/Polpo.Tests"; exit 1; }
  cd "$guards"
  if [ $# = 0 ]; then set -- '*'; fi
  for name in "$@"; do
    # shellcheck disable=SC2206
    names+=($name.patch)
  done
  [ "$only" = try ] || build_all "${names[@]%.patch}"
  [ "$only" != build ] || return 0
  printf '%-24s %-10s %s\n' guard tests result
  for name in "${names[@]%.patch}"; do
    if [ -e "$work/$name/broken" ]; then
      answer='the patch does not fit or does not build'
    else
      place "$name"
      answer=$(verdict "$name")
    fi
    [ "$answer" = noticed ] || bad=$((bad + 1))
    printf '%-24s %-10s %s\n' "$name" "$(lines Test "$guards/$name.patch" | wc -l)" "$answer"
  done
  say "${#names[@]} guards taken out, $bad not noticed."
  [ "$bad" = 0 ]
}

main "$@"
