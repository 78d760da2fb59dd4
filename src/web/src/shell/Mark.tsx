/** The product's sign: eight arms, four of them seen. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-6 shrink-0" role="img" aria-label="Polpo">
      <rect width="32" height="32" rx="8" fill="#1d4f91" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M8.5 15.5a7.5 7.5 0 0 1 15 0" fill="#fff" />
        <path d="M9.7 16v4.5a3 3 0 0 1-3 3M14 16v5.5a3.4 3.4 0 0 1-2 3M18 16v5.5a3.4 3.4 0 0 0 2 3M22.300 16v4.500a3 3 0 0 0 3 3" />
      </g>
      <circle cx="13" cy="13.6" r="1.3" fill="#1d4f91" />
      <circle cx="19" cy="13.6" r="1.3" fill="#1d4f91" />
    </svg>
  )
}
