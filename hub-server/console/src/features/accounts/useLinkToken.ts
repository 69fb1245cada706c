import { useEffect, useState } from 'react';

/** The token of a one-time link, `…#token=…`: the part after # never leaves the browser by itself. */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'));
  useEffect(() => {
    // Left in the address bar, it would be left in the history too.
    if (token !== null) history.replaceState(history.state, '', location.pathname);
  }, [token]);
  return token;
}
