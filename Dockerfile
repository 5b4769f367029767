# The server in a container: docker build -t aifit . ; docs/operating.md says how to run it.
FROM debian:bookworm-slim AS build
# What the Makefile itself needs; tools/bootstrap installs the rest, as on any Debian 12.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Packages first: they change less often than the sources.
COPY package.json package-lock.json .npmrc ./
COPY tools/bootstrap tools/packages.txt tools/
RUN tools/bootstrap run
COPY . .
RUN make build && make install DESTDIR=/installed PREFIX=/usr/local \
    # The server reads no video files.
    && rm -r /installed/usr/local/libexec

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libcurl3-gnutls libgnutls30 libjansson4 \
        libjpeg62-turbo libmicrohttpd12 liborcania2.3 libpq5 libsodium23 libsqlite3-0 libsystemd0 libulfius2.7 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 900 --home-dir /var/lib/aifit --create-home --shell /usr/sbin/nologin aifit \
    && chmod 700 /var/lib/aifit
COPY --from=build /installed/usr/local /usr/local
USER aifit
ENV AIFIT_LISTEN=0.0.0.0:8080 AIFIT_STATE_DIR=/var/lib/aifit
VOLUME /var/lib/aifit
EXPOSE 8080
# Bash speaks TCP itself, so that nothing has to be installed for this.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '^ok' <&3"]
CMD ["aifit", "serve"]
