import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pretendBox } from './dev/pretendBox.ts';

/** The box this page talks to while it is being worked on. */
const box = process.env.TONGTANG_BOX ?? 'http://127.0.0.1:8710';

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === 'pretend' ? [pretendBox()] : [])],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    // The box allows no inline code and no data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: ['index.html', 'receive.html'] },
  },
  server: {
    host: '127.0.0.1',
    port: 5710,
    // The box answers only to its own name and origin.
    proxy:
      mode === 'pretend'
        ? {}
        : Object.fromEntries(
            ['/api', '/media', '/live', '/healthz'].map((path) => [
              path,
              {
                target: box,
                changeOrigin: true,
                ws: true,
                configure: (proxy) =>
                  proxy.on('proxyReq', (request) => {
                    if (request.getHeader('origin')) request.setHeader('origin', box);
                  }),
              },
            ]),
          ),
  },
}));
