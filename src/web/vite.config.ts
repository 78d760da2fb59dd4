import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { mockServer } from './dev/mockServer.ts'

/** `npm run dev` talks to the server at POLPO_URL; without it, to a recorded one. Neither is part of the build. */
const server = process.env.POLPO_URL

export default defineConfig({
  plugins: [react(), tailwindcss(), ...(server ? [] : [mockServer()])],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: server ? { proxy: { '/api': server, '/sign-in': server } } : {},
  build: {
    // The server's content policy allows nothing inline, so no asset may become a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  test: { globals: false, include: ['src/**/*.test.{ts,tsx}'] },
})
