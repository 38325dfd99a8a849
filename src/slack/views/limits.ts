/** Slack's limits, in characters or items (https://docs.slack.dev/reference/block-kit). */
export const limits = {
  messageBlocks: 50,
  /** Slack keeps 40,000 and asks for 4,000. */
  messageText: 4000,
  viewBlocks: 100,
  viewTitle: 24,
  viewSubmit: 24,
  privateMetadata: 3000,
  callbackId: 255,
  headerText: 150,
  sectionText: 3000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  actionId: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  inputLabel: 2000,
  inputHint: 2000,
  placeholder: 150,
  inputMaxLength: 3000,
  selectOptions: 100,
  checkboxOptions: 10,
  optionText: 75,
  /** Sources differ between 75 and 150. */
  optionValue: 75,
} as const;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `max` characters; what is cut shows as "…". Never splits an emoji or an accented letter. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** As `cut`, for finished mrkdwn: never splits a mention, a link or an entity. */
export function cutMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const [token] of text.matchAll(/<[^>]*>|&\w+;|./gsu)) {
    if (kept.length + token.length > max - 1) break;
    kept += token;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines of mrkdwn up to `max` characters; those that do not fit are counted: "…and 12 more". */
export function fitLines(lines: readonly string[], max: number = limits.sectionText): string {
  const all = lines.join('\n');
  if (all.length <= max) return all;
  const room = max - `\n${andMore(lines.length)}`.length;
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    const left = room - length;
    if (line.length <= left || left >= readable) kept.push(cutMrkdwn(line, left));
    if (line.length > left) break;
    length += line.length + 1;
  }
  const hidden = lines.length - kept.length;
  return [...kept, ...(hidden === 0 ? [] : [andMore(hidden)])].join('\n');
}

/** Less than this of a line is not worth showing. */
const readable = 200;

/** The first `max` items as they are, and how many were left out. */
export function firstOf<Item>(
  items: readonly Item[],
  max: number,
): { readonly shown: readonly Item[]; readonly hidden: number } {
  return { shown: items.slice(0, max), hidden: Math.max(0, items.length - max) };
}

export function andMore(hidden: number): string {
  return `…and ${hidden} more`;
}
