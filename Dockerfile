# MultiSmurf in a container: docker build -t simonsobs/ocs-multismurf-manager .
ARG NODE_VERSION=24

# Compiles the server and bundles GraphiQL.
FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY graphiql ./graphiql
RUN npm run build

# Only what the server needs at run time.
FROM node:${NODE_VERSION}-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE_VERSION}-slim
WORKDIR /app
ENV NODE_ENV=production \
    OCS_CONFIG_DIR=/config \
    MULTISMURF_DATA_DIR=/data
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY package.json ./
# Runs are stored in /data, and nothing else is written: the file system of the container may be read-only. 1000 is
# the user `node` of the image.
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
USER 1000
EXPOSE 4000
# Whether the server answers at all. /health/ready says more: whether it is of use now.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
# The OCS agent needs no port. The API is served on loopback; docker-compose.yml says how to publish it.
CMD ["serve"]
