import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { site } from './site.ts';

// Maven puts target/dist and target/site.json on the platform's class path.
export default defineConfig({
  plugins: [react(), site()],
  build: { outDir: 'target/dist', emptyOutDir: true, chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/api': 'http://localhost:8080', '/login': 'http://localhost:8080' } },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
});
