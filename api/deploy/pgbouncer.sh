#!/bin/sh
# Runs PgBouncer in the current folder, before the PostgreSQL at POSTGRES_HOST and POSTGRES_PORT, for the role that reads.
# It listens on LISTEN_HOST and LISTEN_PORT.
set -eu
cat > server.ini <<END
listen_addr = $LISTEN_HOST
listen_port = $LISTEN_PORT
[databases]
handover = host=$POSTGRES_HOST port=$POSTGRES_PORT
END
umask 077
printf '"handover_reader" "%s"\n' "$(printf %s "$READER_PASSWORD" | sed 's/"/""/g')" > users.txt
exec pgbouncer "$(dirname "$0")/pgbouncer.ini"
