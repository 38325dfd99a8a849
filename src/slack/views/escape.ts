import { cut, limits } from './limits.ts';

/*
 * Text from outside (commit messages, names, check names, log lines, reasons that people typed) reaches Slack only
 * through these functions. Slack has no escape for its formatting characters, so they become look-alikes.
 */

/** One line for a mrkdwn text: no mention, link, formatting, control character or direction trick survives. */
export function escape(text: string, max: number = 300): string {
  const plain = cut(clean(text, max), max)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ');
  return isolate(entities(plain));
}

/** Slack's three control characters; enough for texts of our own that show `<environment>`. */
export function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line for a plain_text object, where Slack parses nothing. */
export function plain(text: string, max: number): string {
  return cut(clean(text, max), max);
}

/** One line of a log, for preformatted rich text, where Slack parses nothing: spaces are kept, colours go. */
export function logLine(text: string, max: number): string {
  // eslint-disable-next-line no-control-regex
  const colourless = text.slice(0, max * 10).replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '');
  return cut(visible(colourless.replaceAll('\t', '  ')), max);
}

/** A link; the label alone where the address is not one that a browser should open. */
export function link(url: string | undefined, label: string): string {
  const address = webAddress(url);
  return address === undefined ? label : `<${address.replaceAll('&', '&amp;')}|${label}>`;
}

/** The address if it is http(s) and fits into a link, safe inside `<…|…>`. */
export function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const address = href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return address.length > limits.url / 3 ? undefined : address;
}

/** Of an endless text only the beginning is looked at. */
function clean(text: string, max: number): string {
  return visible(text.slice(0, max * 10).replaceAll(/\s+/gu, ' '))
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** Keeps what can be seen, and the joiners that emoji and scripts need. */
function visible(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/(?![\u200C\u200D])\p{Cf}/gu, '')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1');
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[\u{10800}-\u{10FFF}]|[\u{1E800}-\u{1EFFF}]/u;

/** Right-to-left text stays readable and cannot reorder what stands beside it. */
function isolate(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
