# Two stages: one that builds, and one that holds the program and nothing else.

FROM rust:1-bookworm AS build
WORKDIR /build

# The dependencies alone, over an empty program: this layer is kept until Cargo.lock changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
 && echo '//! Empty.' > src/lib.rs \
 && echo 'fn main() {}' > src/main.rs \
 && cargo build --release --locked \
 && rm -r src

COPY migrations migrations
COPY static static
COPY templates templates
# the verifier in Python, which the program hands out
COPY tools/verify tools/verify
COPY src src
# The copied files are older than the empty ones that were built: without this, cargo would keep those.
RUN touch src/lib.rs src/main.rs && cargo build --release --locked

FROM debian:bookworm-slim
RUN groupadd --gid 10001 clearlot \
 && useradd --uid 10001 --gid clearlot --home-dir /data --shell /usr/sbin/nologin clearlot \
 && install -d -o clearlot -g clearlot -m 0700 /data
COPY --from=build /build/target/release/clearlot /usr/local/bin/clearlot

# The database, the key file and the backups: whoever has this folder knows every seed before it is shown.
VOLUME /data
WORKDIR /data
USER 10001:10001
ENV CLEARLOT_LISTEN=0.0.0.0:8080 \
    CLEARLOT_DATA_DIR=/data \
    DATABASE_URL=sqlite:///data/clearlot.db
EXPOSE 8080
# Asks the running program, so the image needs no other.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["clearlot", "health"]
ENTRYPOINT ["clearlot"]
CMD ["serve"]
