# Stages that share no resource run side by side (sourced by run). Each writes to a file of its
# own, which is shown whole when it is waited for; any that failed fails the run at the end.
logs=$(mktemp -d)
failed=()

# begin NAME COMMAND...: start it.
begin() {
  local name=$1
  shift
  { "$@" >"$logs/$name" 2>&1 && echo 0 >"$logs/$name.code" || echo "$?" >"$logs/$name.code"; } &
}

# end NAME: wait for it and show what it said. DuckDB's complaints at exit would hide how it ended.
end() {
  until [ -s "$logs/$1.code" ]; do sleep 1; done
  say "$1"
  grep -vE '^nanobind: |^ - (leaked |\.\.\. skipped)' "$logs/$1" || true
  [ "$(cat "$logs/$1.code")" = 0 ] || failed+=("$1")
}

verdict() {
  wait
  rm -rf "$logs"
  [ "${#failed[@]}" = 0 ] || { printf '\n=== Failed: %s\n' "${failed[@]}"; exit 1; }
}
