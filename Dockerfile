# syntax=docker/dockerfile:1
# Gatefold in an image without a shell: the program, the C library that it needs, and root certificates.
#
#     docker build -t gatefold .
#
# Tags move. To pin what is built from, ask for the digests once ("docker buildx imagetools inspect NAME:TAG") and write
# NAME:TAG@sha256:… into the two FROM lines, or give them: --build-arg RUST=… --build-arg BASE=…

ARG RUST=docker.io/library/rust:1.95-bookworm
# The same Debian as above, for the same C library. Its user 65532 is nobody.
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${RUST} AS build
WORKDIR /build
# The image has the C compiler and the make that SQLite, ring and jemalloc are built with.
COPY . .
# The caches keep registry and built dependencies from one build to the next, so that a change of ours builds ours alone.
# A cache is no part of the image, so the program is copied out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/build/target,sharing=locked \
    cargo build --release --locked \
    && install -D -m 0755 target/release/gatefold /out/usr/local/bin/gatefold \
    && install -d -m 0750 -o 65532 -g 65532 /out/var/lib/gatefold

FROM ${BASE}
LABEL org.opencontainers.image.title="Gatefold" \
      org.opencontainers.image.description="A registration gate in front of articles" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /out/ /
# Here relative paths of the settings start, gatefold.toml is looked for, and an SQLite file is kept.
WORKDIR /var/lib/gatefold
VOLUME /var/lib/gatefold
# A container's loopback is reached by nobody.
ENV GATEFOLD_LISTEN=0.0.0.0:8080
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/gatefold", "health"]
ENTRYPOINT ["/usr/local/bin/gatefold"]
CMD ["serve"]
