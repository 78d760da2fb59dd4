import { WifiOff } from 'lucide-react'
import { useFeedState } from '~/live/LiveProvider'

/** Only speaks up when what one sees may be old. */
export function Connection() {
  const state = useFeedState()
  return (
    <div role="status">
      {state === 'lost' && (
        <p className="flex items-center gap-2 border-b border-line bg-bad-wash px-4 py-1.5 text-sm text-bad md:px-6">
          <WifiOff size={15} aria-hidden />
          The live connection is interrupted; trying again. What you see may be old.
        </p>
      )}
    </div>
  )
}
