/** How numbers and instants are said. One place, so that every page says them alike. */

export function money(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.01) return `$${usd.toFixed(4)}`
  return `$${usd.toFixed(2)}`
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`
}

/** 1 234 → "1.2k": for token counts. */
export function short(value: number): string {
  if (value < 1000) return String(value)
  if (value < 1_000_000) return `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)}k`
  return `${(value / 1_000_000).toFixed(1)}M`
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(value) / 3), units.length)
  const scaled = value / 1000 ** power
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[power - 1]}`
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** For something that goes on: whole seconds, so that it does not flicker. */
export const elapsed = (ms: number): string =>
  duration(Math.max(1000, Math.floor(ms / 1000) * 1000)).replace('.0 s', ' s')

export function ago(at: string, now: number): string {
  const ms = now - Date.parse(at)
  if (ms < 45_000) return 'just now'
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.round(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.round(hours / 24)
  return days < 30 ? `${days} d ago` : new Date(at).toLocaleDateString('en', { dateStyle: 'medium' })
}

export const commit = (hash: string): string => hash.slice(0, 8)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
