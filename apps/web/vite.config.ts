import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the exchange listens while the page is served by vite: `TENOR_ORIGIN=http://127.0.0.1:8080 npx vite`. */
const exchange = process.env.TENOR_ORIGIN ?? 'http://127.0.0.1:8080';
const proxied = { target: exchange, changeOrigin: true };

// The rules and the client have modules with top-level work (the field arithmetic). The page uses their pure parts only, so
// what it does not import may be left out of its bundle; the data worker imports what it needs.
const treeshake = { moduleSideEffects: (id: string) => !/\/packages\/(protocol|sdk)\/src\//.test(id) };

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es', rolldownOptions: { treeshake } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    emptyOutDir: true,
    // The worker carries a megabyte of field arithmetic.
    chunkSizeWarningLimit: 1300,
    rolldownOptions: { treeshake },
  },
  server: { proxy: { '/rpc': proxied, '/v1': proxied, '/ws': { ...proxied, ws: true } } },
});
