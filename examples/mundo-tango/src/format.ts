const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

export function price(cents: number): string {
  return euros.format(cents / 100);
}

/** `19:00:00` -> `19:00`. */
export function clock(time: string): string {
  return time.slice(0, 5);
}
