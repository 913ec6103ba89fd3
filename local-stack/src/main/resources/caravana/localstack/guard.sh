# Reads from the launcher which processes to end, and ends them when the launcher is gone: the pipe closes then, even
# after SIGKILL. Signals from the terminal are for the launcher.
trap '' INT TERM HUP

pids=
directories=
newline='
'

while read -r word value; do
  case $word in
    process) pids="$pids $value" ;;
    ended)
      kept=
      for pid in $pids; do
        [ "$pid" = "$value" ] || kept="$kept $pid"
      done
      pids=$kept
      ;;
    postgres) directories="$directories$value$newline" ;;
    stopped)
      directories=$(printf %s "$directories" | grep -vxF -e "$value")
      [ -z "$directories" ] || directories="$directories$newline"
      ;;
  esac
done

# A server that is just starting has no pid file yet: it is looked for again in every round.
postmasters() {
  printf %s "$directories" | while read -r directory; do
    [ -f "$directory/postmaster.pid" ] || continue
    read -r pid < "$directory/postmaster.pid" || continue
    command=$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null)
    case $command in
      *postgres*) echo "$pid" ;;
    esac
  done
}

alive() {
  for pid in $1; do
    kill -0 "$pid" 2>/dev/null && echo "$pid"
  done
}

for pid in $pids; do
  kill -TERM "$pid" 2>/dev/null
done
rounds=0
asked=
while [ "$rounds" -lt 25 ]; do
  servers=$(postmasters)
  for pid in $servers; do
    case " $asked " in
      *" $pid "*) ;;
      *)
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for its clients.
        kill -INT "$pid" 2>/dev/null
        asked="$asked $pid"
        ;;
    esac
  done
  [ -n "$directories" ] && [ "$rounds" -lt 5 ] || [ -n "$(alive "$pids")$servers" ] || exit 0
  rounds=$((rounds + 1))
  sleep 0.2 2>/dev/null || sleep 1
done
for pid in $(alive "$pids"); do
  kill -KILL "$pid" 2>/dev/null
done
for pid in $(postmasters); do
  # SIGQUIT ends the server's children with it, SIGKILL would leave them.
  kill -QUIT "$pid" 2>/dev/null
done
