# shellcheck shell=bash
# Sourced: runs commands at the same time and shows them as a live list with elapsed times, each with a log of its own.
# On a terminal the list is redrawn in place; elsewhere each step prints one line when it ends.

declare -a step_names=() step_logs=() step_pids=() step_state=() step_begun=() step_took=() step_after=()
declare -a step_commands=()
log_folder=${log_folder:?where the logs go}

# step NAME AFTER COMMAND...: declares a step. AFTER is the name of the step that it waits for, or "".
step() {
  step_names+=("$1")
  step_after+=("$2")
  step_logs+=("$log_folder/$(tr -cs 'a-zA-Z0-9\n' - <<<"$1" | sed 's/-*$//').log")
  shift 2
  step_commands+=("$(printf '%q ' "$@")")
  step_state+=(waiting)
  step_pids+=("")
  step_begun+=(0)
  step_took+=(0)
}

now_tenths() { echo $(($(date +%s%N) / 100000000)); }

step_line() {
  local i=$1 mark time
  case ${step_state[i]} in
    waiting) mark="  " time=0 ;;
    running) mark=".." time=$(($(now_tenths) - step_begun[i])) ;;
    "done") mark="ok" time=${step_took[i]} ;;
    failed) mark="!!" time=${step_took[i]} ;;
  esac
  if [ "${step_state[i]}" = waiting ]; then
    printf '  %s %s' "$mark" "${step_names[i]}"
  else
    printf '  %s %-46s%7s' "$mark" "${step_names[i]}" "$((time / 10)).$((time % 10)) s"
  fi
}

# may_begin I: whether the step that I waits for has ended.
may_begin() {
  local j
  [ -n "${step_after[$1]}" ] || return 0
  for j in "${!step_names[@]}"; do
    if [ "${step_names[j]}" = "${step_after[$1]}" ]; then
      [ "${step_state[j]}" = "done" ]
      return
    fi
  done
  return 1
}

# stop_steps: ends what runs, with all that it has started: a shell's background commands do not hear of Ctrl-C.
stop_steps() {
  local i
  trap - INT TERM HUP
  echo "ending what runs" >&2
  for i in "${!step_names[@]}"; do
    [ "${step_state[i]}" != running ] || kill -TERM -- "-${step_pids[i]}" 2>/dev/null || true
  done
  wait
  exit 130
}

# run_steps: runs all declared steps; on a failure prints the end of that step's log and returns 1.
run_steps() {
  local i drawn=0 left=1 failed="" terminal=""
  [ -t 1 ] && [ "${TERM:-dumb}" != dumb ] && terminal=yes
  mkdir -p "$log_folder"
  trap stop_steps INT TERM HUP
  while [ "$left" -gt 0 ]; do
    left=0
    for i in "${!step_names[@]}"; do
      if [ "${step_state[i]}" = waiting ] && [ -z "$failed" ] && may_begin "$i"; then
        setsid bash -c "exec ${step_commands[i]}" </dev/null >"${step_logs[i]}" 2>&1 &
        step_pids[i]=$!
        step_state[i]=running
        step_begun[i]=$(now_tenths)
      elif [ "${step_state[i]}" = running ] && ! kill -0 "${step_pids[i]}" 2>/dev/null; then
        step_took[i]=$(($(now_tenths) - step_begun[i]))
        if wait "${step_pids[i]}"; then step_state[i]="done"; else
          step_state[i]=failed
          failed=$i
        fi
        [ -n "$terminal" ] || { step_line "$i" && echo; }
      fi
      case ${step_state[i]} in
        running) left=$((left + 1)) ;;
        waiting) [ -n "$failed" ] || left=$((left + 1)) ;;
      esac
    done
    if [ -n "$terminal" ]; then
      [ "$drawn" = 0 ] || printf '\033[%dA' "$drawn"
      for i in "${!step_names[@]}"; do
        printf '\033[2K'
        step_line "$i"
        [ "${step_state[i]}" != running ] || printf '  %.40s' "$(tail -n 1 "${step_logs[i]}" 2>/dev/null | tr -cd '[:print:]')"
        echo
      done
      drawn=${#step_names[@]}
    fi
    [ "$left" = 0 ] || sleep 0.1
  done
  trap - INT TERM HUP
  [ -n "$failed" ] || return 0
  echo "${step_names[failed]} failed; the end of ${step_logs[failed]}:" >&2
  tail -n 20 "${step_logs[failed]}" >&2
  return 1
}
