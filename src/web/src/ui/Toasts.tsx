import { createContext, use, useCallback, useState, type ReactNode } from 'react'

const Say = createContext<(text: string) => void>(() => {})

/** Says that something is done, for a few seconds, to eyes and to screen readers alike. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [texts, setTexts] = useState<{ key: number; text: string }[]>([])
  const say = useCallback((text: string) => {
    const key = performance.now()
    setTexts((shown) => [...shown, { key, text }])
    setTimeout(() => setTexts((shown) => shown.filter((toast) => toast.key !== key)), 6000)
  }, [])
  return (
    <Say value={say}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-3 bottom-16 z-50 flex flex-col items-center gap-2 md:bottom-5"
      >
        {texts.map(({ key, text }) => (
          <p key={key} className="max-w-lg rounded-lg bg-ink px-4 py-2 text-sm text-canvas shadow-raised">
            {text}
          </p>
        ))}
      </div>
    </Say>
  )
}

export const useSay = () => use(Say)
