import type { Product } from './api.ts';

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

export function addToCart(lines: readonly CartLine[], product: Product): readonly CartLine[] {
  if (!lines.some((line) => line.product.id === product.id)) return [...lines, { product, quantity: 1 }];
  return lines.map((line) =>
    line.product.id === product.id ? { ...line, quantity: line.quantity + 1 } : line,
  );
}

export function totalCents(lines: readonly CartLine[]): number {
  return lines.reduce((sum, line) => sum + line.product.priceCents * line.quantity, 0);
}
