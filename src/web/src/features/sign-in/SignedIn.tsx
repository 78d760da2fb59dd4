import { Navigate } from '@tanstack/react-router'

/** The sign-in address for a browser that is signed in already. */
export const SignedIn = () => <Navigate to="/" replace />
