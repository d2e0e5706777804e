#!/bin/sh
# Runs PostgreSQL, by the command given, as a standby. Where PGDATA is empty, it is first copied from the primary.
# SERVERS names all servers as libpq has it (host=a,b,c ...): which of them is the primary is found out, also later.
set -eu
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  pg_basebackup --dbname="$SERVERS target_session_attrs=read-write" --pgdata="$PGDATA" --write-recovery-conf --checkpoint=fast
fi
exec "$@"
