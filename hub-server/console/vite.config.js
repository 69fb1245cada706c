import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The hub that `npm run dev` talks to.
const hub = process.env.HUB ?? 'http://127.0.0.1:8700';
// The hub refuses pages of another origin, so the development server speaks in the hub's own.
const toHub = { target: hub, changeOrigin: true, headers: { origin: hub, 'sec-fetch-site': 'same-origin' } };

export default defineConfig(async ({ mode }) => ({
  plugins: [react(), ...(mode === 'pretend' ? [(await import('./dev/pretendHub.ts')).pretendHub()] : [])],
  // The hub writes a fresh nonce over this word each time it serves the page.
  html: { cspNonce: '__NONCE__' },
  server: { port: 5173, proxy: mode === 'pretend' ? {} : { '/api': toHub, '/media': toHub } },
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    // The hub allows no inline code and no data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // antd is one piece of about 1 MB before compression; everything of ours is split by page.
    chunkSizeWarningLimit: 1200,
  },
}));
