import type { Context } from 'hono';

export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  /** To be set on the answer: the `Link` header where there is more than one page. */
  readonly headers: Readonly<Record<string, string>>;
}

/** GitHub's page numbers: 30 on a page unless told, 100 at most. */
export function paginate<T>(context: Context, all: readonly T[]): Page<T> {
  const perPage = clamp(context.req.query('per_page'), { otherwise: 30, highest: 100 });
  const page = clamp(context.req.query('page'), { otherwise: 1, highest: Number.MAX_SAFE_INTEGER });
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const items = all.slice((page - 1) * perPage, page * perPage);

  const link = (to: number, rel: string) => {
    const url = new URL(context.req.url);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return { items, page, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

function clamp(
  text: string | undefined,
  range: { readonly otherwise: number; readonly highest: number },
): number {
  const number = Number.parseInt(text ?? '', 10);
  if (!Number.isFinite(number) || number < 1) return range.otherwise;
  return Math.min(number, range.highest);
}
