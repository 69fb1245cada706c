import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol/web,edge-agent/panel-web,hub-server/console}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**'],
    // Tests of pages name their own: `// @vitest-environment happy-dom` on the first line.
    environment: 'node',
    // Two cores are what a build machine has.
    maxWorkers: 2,
  },
});
