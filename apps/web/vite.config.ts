import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the exchange listens while the page is served by vite: `TENOR_ORIGIN=http://127.0.0.1:8080 npx vite`. */
const exchange = process.env.TENOR_ORIGIN ?? 'http://127.0.0.1:8080';
const proxied = { target: exchange, changeOrigin: true };

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: 'dist', target: 'es2022', emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/rpc': proxied, '/v1': proxied, '/ws': { ...proxied, ws: true } } },
});
