import type { ReactNode } from 'react'

/** A page's title line with its actions, and its content. */
export function Page({
  title,
  about,
  actions,
  children,
}: {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <>
      <title>{`${title} · Polpo`}</title>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-5 pb-4 md:px-6">
        <div className="min-w-48 flex-1">
          <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
          {about && <p className="text-sm text-soft">{about}</p>}
        </div>
        {actions}
      </header>
      <div className="px-0 pb-10 md:px-6">{children}</div>
    </>
  )
}

/** A surface that holds rows or facts; edge to edge on a phone. */
export function Card({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <section className={`overflow-hidden border-y border-line bg-surface md:rounded-xl md:border ${className}`}>
      {children}
    </section>
  )
}
