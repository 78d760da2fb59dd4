type Listener = () => void

let open = false
const listeners = new Set<Listener>()

function set(value: boolean): void {
  open = value
  listeners.forEach((listener) => listener())
}

export const openPalette = () => set(true)
export const closePalette = () => set(false)
export const paletteIsOpen = () => open

export function onPalette(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
