# The delivery has its header and more than a year of days; how many goes on as an output.
head -n 1 "$WEATHER" | grep -q '^date,precipitation,temp_max,temp_min,wind,weather' || {
  echo "$WEATHER has another header" >&2
  exit 1
}
lines=$(($(wc -l < "$WEATHER") - 1))
[ "$lines" -ge 365 ] || {
  echo "only $lines days were delivered" >&2
  exit 1
}
echo "lines=$lines" >> "$GITHUB_OUTPUT"
