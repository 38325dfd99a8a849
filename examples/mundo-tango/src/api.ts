export interface TangoClass {
  readonly id: number;
  readonly title: string;
  readonly teacher: string;
  readonly weekday: string;
  readonly startsAt: string;
  readonly seats: number;
  readonly level?: string;
}

export interface Milonga {
  readonly id: number;
  readonly name: string;
  readonly place: string;
  readonly weekday: string;
  readonly startsAt: string;
  readonly orchestra: string;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly priceCents: number;
}

interface Lists {
  readonly classes: TangoClass;
  readonly milongas: Milonga;
  readonly products: Product;
}

export async function fetchList<Name extends keyof Lists>(name: Name): Promise<readonly Lists[Name][]> {
  const response = await fetch(`/api/${name}`, { signal: AbortSignal.timeout(8_000) });
  if (!response.ok) throw new Error(`/api/${name} answered ${response.status}`);
  return response.json() as Promise<readonly Lists[Name][]>;
}
