# longrange with its native library, as a user who is not root: what a cluster runs.
#
#   docker build --tag longrange .

FROM rust:1.95.0-slim-trixie AS library
COPY packages/backend-native/rust /rust
RUN cargo build --release --locked --manifest-path /rust/Cargo.toml

FROM node:24.21.0-trixie-slim AS build
WORKDIR /build
COPY . .
RUN npx -y "$(node -p 'require("./package.json").packageManager')" install --frozen-lockfile
RUN npx -y "$(node -p 'require("./package.json").packageManager')" run build:cli
RUN npx -y "$(node -p 'require("./package.json").packageManager')" --filter longrange deploy --prod --legacy /opt/longrange

# The Debian of the library, whose C library it needs.
FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production LONGRANGE_NATIVE_LIBRARY=/opt/native/longrange.node
COPY --from=library /rust/target/release/liblongrange_native.so /opt/native/longrange.node
COPY --from=build /opt/longrange /opt/longrange
RUN ln -s /opt/longrange/dist/main.js /usr/local/bin/longrange && install -d -o node -g node /sweep
USER 1000:1000
WORKDIR /sweep
ENTRYPOINT ["longrange"]
