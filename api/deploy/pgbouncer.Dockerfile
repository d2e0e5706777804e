# PgBouncer of the distribution that it is tested with.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends pgbouncer \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner postgres /run/handover
COPY pgbouncer.ini pgbouncer.sh /deploy/
WORKDIR /run/handover
USER postgres
CMD ["/deploy/pgbouncer.sh"]
