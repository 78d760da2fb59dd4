/** Runs what is asked for at once, and again at the end of the period if it was asked for in between. */
export class Throttle {
  private readonly waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; again?: () => void }>()

  constructor(private readonly periodMs: number) {}

  run(key: string, action: () => void): void {
    const slot = this.waiting.get(key)
    if (slot) {
      slot.again = action
      return
    }
    action()
    const timer = setTimeout(() => {
      const again = this.waiting.get(key)?.again
      this.waiting.delete(key)
      if (again) this.run(key, again)
    }, this.periodMs)
    this.waiting.set(key, { timer })
  }

  stop(): void {
    this.waiting.forEach((slot) => clearTimeout(slot.timer))
    this.waiting.clear()
  }
}
