import { useEffect, useRef, useState } from 'preact/hooks';

const flashMs = 1600;

/** True for a moment after `value` has changed; never for the first value. */
export function useFlash(value: unknown): boolean {
  const [flashing, setFlashing] = useState(false);
  const known = useRef(value);
  useEffect(() => {
    if (known.current === value) return;
    known.current = value;
    setFlashing(true);
    const timer = setTimeout(() => setFlashing(false), flashMs);
    return () => clearTimeout(timer);
  }, [value]);
  return flashing;
}
