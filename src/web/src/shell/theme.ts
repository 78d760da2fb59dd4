export type Theme = 'light' | 'dark' | 'system'

const key = 'polpo.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): Theme {
  const chosen = localStorage.getItem(key)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key)
  else localStorage.setItem(key, theme)
  show()
}

/** Shows the chosen theme, and follows the system's while none is chosen. */
export function applyTheme(): void {
  show()
  dark.addEventListener('change', show)
}

function show(): void {
  const chosen = chosenTheme()
  document.documentElement.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen
}
