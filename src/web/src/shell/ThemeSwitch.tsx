import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { chooseTheme, chosenTheme, type Theme } from './theme'

const themes = [
  { theme: 'light', word: 'Light', icon: Sun },
  { theme: 'dark', word: 'Dark', icon: Moon },
  { theme: 'system', word: 'As the system', icon: Monitor },
] as const

export function ThemeSwitch() {
  const [chosen, setChosen] = useState(chosenTheme)
  const choose = (theme: Theme) => {
    chooseTheme(theme)
    setChosen(theme)
  }
  return (
    <div
      role="radiogroup"
      aria-label="Colours"
      className="flex w-fit gap-0.5 rounded-md border border-line bg-surface p-0.5"
    >
      {themes.map(({ theme, word, icon: Icon }) => (
        <label
          key={theme}
          title={word}
          className="grid size-6 cursor-pointer place-items-center rounded text-faint has-checked:bg-accent-wash has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={chosen === theme}
            onChange={() => choose(theme)}
            aria-label={word}
          />
          <Icon size={13} aria-hidden />
        </label>
      ))}
    </div>
  )
}
