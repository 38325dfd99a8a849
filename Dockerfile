# The bot alone. cabeceo.yml is taken in where it lies beside this file; else mount one and name it in CABECEO_CONFIG.
FROM node:24-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY examples/mundo-tango/package.json examples/mundo-tango/
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.mjs

FROM node:24-alpine AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY examples/mundo-tango/package.json examples/mundo-tango/
RUN npm ci --omit=dev --ignore-scripts --workspaces=false && npm cache clean --force

FROM node:24-alpine
# pg_dump and pg_restore, for backups: they must not be older than the server at Neon. In Alpine from 3.23 on.
RUN apk add --no-cache postgresql18-client
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY package.json cabeceo.example.yml cabeceo.ym[l] ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD wget -q -O /dev/null "http://127.0.0.1:${PORT:-3000}/health" || exit 1
# Node itself gets SIGTERM: an npm script in between would not pass it on.
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
