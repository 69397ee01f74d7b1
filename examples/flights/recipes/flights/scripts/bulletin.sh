#!/bin/sh
# Writes the day's bulletin from the measures that Galley has just taken, and gives its headline as an output.
# Reads FLIGHTS, LATE_SHARE, MEAN_DELAY, P95_DELAY and AIRPORTS_RANKED; a missing one ends it with an error.
set -eu
export LC_ALL=C # a decimal point, whatever the machine's language

format() { awk -v value="$1" -v factor="$2" -v form="$3" 'BEGIN { printf form, value * factor }'; }

flights=$(format "${FLIGHTS:?}" 1 '%d')
late=$(format "${LATE_SHARE:?}" 100 '%.1f')
mean=$(format "${MEAN_DELAY:?}" 1 '%.1f')
p95=$(format "${P95_DELAY:?}" 1 '%.0f')
ranked=$(format "${AIRPORTS_RANKED:?}" 1 '%d')

headline="$flights flights landed, $late % of them late"

cat >bulletin.md <<END
# $headline

| | |
|---|---:|
| Flights | $flights |
| Late | $late % |
| Mean delay on arrival | $mean minutes |
| One flight in twenty was later than | $p95 minutes |
| Airports in the ranking | $ranked |
END

echo "headline=$headline" >>"${GITHUB_OUTPUT:?}"
