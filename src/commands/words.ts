/** A typed line, taken apart: `/deploy prod main --only frontend` -> words `prod`, `main` and option `only`. */
export interface Line {
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

export interface Option {
  /** Without dashes, small letters. */
  readonly name: string;
  /** Empty where none was given. */
  readonly value: string;
}

/** Phones turn `--` into a dash and straight quotes into curly ones, and Slack escapes `&`, `<` and `>`: undone here. */
export function takeApart(text: string, optionsWithValue: readonly string[]): Line {
  return takeTokensApart(tokenise(text), optionsWithValue);
}

/** As `takeApart`, of a line with a sentence in it: a dash that stands alone or before a number is a part of that. */
export function takeSentenceApart(text: string, optionsWithValue: readonly string[]): Line {
  const tokens = tokenise(text).map((token) =>
    /^[-–—―−]+(?:\d|$)/u.test(token) ? `${asWord}${token}` : token,
  );
  const { words, options } = takeTokensApart(tokens, optionsWithValue);
  return { words: words.map((word) => word.replace(asWord, '')), options };
}

/** Never typed: `tokenise` leaves no control character. */
const asWord = '\u0000';

function takeTokensApart(tokens: string[], optionsWithValue: readonly string[]): Line {
  const words: string[] = [];
  const options: Option[] = [];
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    const option = /^[-–—―−]+(?<name>[^=\s]*)(?:=(?<value>.*))?$/su.exec(token)?.groups;
    if (option === undefined) {
      words.push(unquote(token));
      continue;
    }
    const name = (option['name'] ?? '').toLowerCase();
    const given = option['value'];
    const wanted = given === undefined && optionsWithValue.includes(name);
    options.push({ name, value: wanted ? takeValue(tokens) : takeList(given ?? '', tokens) });
  }
  return { words: words.filter((word) => word !== ''), options };
}

function tokenise(text: string): string[] {
  const plain = text
    .replaceAll(/[\p{Cf}\p{Cc}\s]+/gu, ' ')
    .replaceAll(/[“”„‟«»]/g, '"')
    .replaceAll(/[‘’‚‛]/g, "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return plain.split(' ').filter((token) => token !== '');
}

function takeValue(tokens: string[]): string {
  const [next] = tokens;
  if (next === undefined || isOption(next)) return '';
  tokens.shift();
  return takeList(next, tokens);
}

/** `frontend, backend` is one value: a comma at its end, or before the next word, continues it. */
function takeList(first: string, tokens: string[]): string {
  let value = takeQuoted(first, tokens);
  while (
    tokens[0] !== undefined &&
    !isOption(tokens[0]) &&
    (value.endsWith(',') || tokens[0].startsWith(','))
  ) {
    value += tokens.shift();
  }
  return unquote(value);
}

/** Many words in quotes are one value. A quote that nobody closes is a slip of the finger. */
function takeQuoted(first: string, tokens: string[]): string {
  const [quote] = /^["'`]/.exec(first) ?? [];
  if (quote === undefined || (first.length > 1 && first.endsWith(quote))) return first;
  const end = tokens.findIndex((token) => token.endsWith(quote));
  return end === -1 ? first : [first, ...tokens.splice(0, end + 1)].join(' ');
}

function isOption(token: string): boolean {
  return /^[-–—―−]/u.test(token);
}

function unquote(token: string): string {
  return token.replace(/^["'`]+/, '').replace(/["'`]+$/, '');
}
