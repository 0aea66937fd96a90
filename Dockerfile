# MultiSmurf in a container: docker build -t simonsobs/ocs-multismurf-manager .
ARG NODE_VERSION=24

# Compile the server, and bundle GraphiQL and the monitor.
FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY graphiql ./graphiql
COPY monitor ./monitor
RUN npm run build

# Install only the packages that the server needs at run time.
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
# The server stores its runs in /data and writes no other files, so the file system can be read-only. 1000 is the user
# `node` of the base image.
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
USER 1000
EXPOSE 4000
# Healthy: the server answers. Whether it is also connected and ready is reported by /health/ready.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
# Serves GraphQL on loopback only; docker-compose.yml shows how to publish it. The OCS agent needs no port.
CMD ["serve"]
