# Reads the processes to stop from a pipe of the launcher, and stops them when the pipe closes: when the launcher exits,
# even after SIGKILL. Ignores signals from the terminal, which the launcher handles.
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

# A server that is starting has no pid file yet, so each round checks again.
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
        # SIGINT is PostgreSQL's fast shutdown, which disconnects the clients.
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
  # SIGQUIT also stops the server's child processes; SIGKILL would not.
  kill -QUIT "$pid" 2>/dev/null
done
