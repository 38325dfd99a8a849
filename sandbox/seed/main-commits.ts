import type { CommitPlan } from './commit.ts';
import { add, replace } from './edit.ts';
import { people } from './people.ts';

/** Oldest first. The last one leaves exactly `examples/mundo-tango`; production starts at `read-twice`. */
export const mainCommits: readonly CommitPlan[] = [
  {
    key: 'open-site',
    author: people.ana,
    daysAgo: 14,
    message: 'Open the site: classes, milongas and a shop',
    edits: [],
  },
  {
    key: 'content-policy',
    author: people.dario,
    daysAgo: 12.6,
    message: 'Send a content security policy with every page (#34)',
    pullRequest: { number: 34, head: 'security/content-policy' },
    edits: [
      replace(
        'vercel.json',
        '',
        `        {
          "key": "Content-Security-Policy",
          "value": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        },
`,
      ),
      replace('e2e/site.test.ts', '', `    'Content-Security-Policy',\n`),
    ],
  },
  {
    key: 'trust-proxy',
    author: people.ana,
    daysAgo: 10.3,
    message: 'Count API requests per visitor, not per proxy (#35)',
    pullRequest: { number: 35, head: 'fix/rate-limit-proxy' },
    edits: [replace('server/app.ts', '', `  app.set('trust proxy', 1);\n`)],
  },
  {
    key: 'graceful-stop',
    author: people.elena,
    daysAgo: 7.5,
    message: 'Close the connection pool before the server stops (#36)',
    pullRequest: { number: 36, head: 'fix/graceful-stop' },
    edits: [
      replace(
        'server/main.ts',
        'server.close(() => process.exit(0));',
        'server.close(() => void database.close().then(() => process.exit(0)));',
      ),
    ],
  },
  {
    key: 'read-twice',
    author: people.elena,
    daysAgo: 4.2,
    message: 'Read the programme again when the database dropped a connection (#37)',
    pullRequest: { number: 37, head: 'fix/dropped-connections' },
    edits: [
      replace(
        'server/database.ts',
        '  return query();\n',
        '  try {\n    return await query();\n  } catch {\n    return query();\n  }\n',
      ),
      replace(
        'server/database.ts',
        '/** The one way to the tables. */',
        '/** A pooled connection may have died since its last use, which only the next query finds out: reads try twice. */',
      ),
    ],
  },
  {
    key: 'teachers',
    author: people.greta,
    daysAgo: 3.1,
    message: 'Say who teaches each class (#38)',
    pullRequest: { number: 38, head: 'feature/teachers' },
    edits: [replace('src/programme.ts', '', "    element('p', 'who', `with ${item.teacher}`),\n")],
  },
  {
    key: 'class-level',
    author: people.farid,
    daysAgo: 2.4,
    message:
      'Show the level of each class (#39)\n\nAdds a column with a default: code that does not know it keeps working.',
    pullRequest: { number: 39, head: 'feature/class-level' },
    edits: [
      add('drizzle/0002_class_level.sql'),
      add('drizzle/meta/0002_snapshot.json'),
      replace(
        'drizzle/meta/_journal.json',
        '',
        `,
    {
      "idx": 2,
      "version": "7",
      "when": 1792963800000,
      "tag": "0002_class_level",
      "breakpoints": true
    }`,
      ),
      replace('server/schema.ts', '', `  level: text().notNull().default('All levels'),\n`),
      replace('src/api.ts', '', '  readonly level?: string;\n'),
      replace(
        'src/programme.ts',
        "element('p', 'fine', `${item.seats} places`)",
        "element('p', 'fine', element('span', 'tag', item.level ?? 'All levels'), `${item.seats} places`)",
      ),
    ],
  },
  {
    key: 'health-deadline',
    author: people.elena,
    daysAgo: 1.9,
    message: 'Fail the health check when the database is silent for two seconds (#40)',
    pullRequest: { number: 40, head: 'fix/health-deadline' },
    edits: [
      replace('server/health.ts', '', 'const deadlineMs = 2_000;\n\n'),
      replace(
        'server/health.ts',
        '',
        '  const deadline = new Promise<false>((resolve) => setTimeout(resolve, deadlineMs, false).unref());\n',
      ),
      replace('server/health.ts', 'return answer;', 'return Promise.race([answer, deadline]);'),
    ],
  },
  {
    key: 'cache-programme',
    author: people.bruno,
    daysAgo: 1.2,
    message: 'Let browsers keep the programme for a minute (#41)',
    pullRequest: { number: 41, head: 'feature/cache-programme' },
    edits: [
      replace(
        'server/app.ts',
        '',
        `  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'public, max-age=60');
    next();
  });
`,
      ),
    ],
  },
  {
    key: 'headline',
    author: people.greta,
    daysAgo: 0.8,
    message: "Greet visitors with this term's headline (#42)",
    pullRequest: { number: 42, head: 'feature/headline' },
    edits: [
      replace(
        'index.html',
        'Learn to dance the tango of Buenos Aires.',
        'Two people, one embrace, three minutes.',
      ),
      replace(
        'index.html',
        'Classes for everyone, every evening of the week.',
        'Spring term is open: six classes a week, three milongas, and nobody sits out the last tanda.',
      ),
    ],
  },
  {
    key: 'address',
    author: people.carla,
    daysAgo: 0.4,
    message: "Spell out the school's address",
    edits: [replace('index.html', 'Mundo Tango · Jacarandá 12', 'Mundo Tango · Calle Jacarandá 12')],
  },
  {
    key: 'cart-totals',
    author: people.ana,
    daysAgo: 0.1,
    message:
      'Fix cart totals (#43)\n\nThe total counted every product once, however many pieces were in the cart.',
    pullRequest: { number: 43, head: 'fix/cart-totals' },
    edits: [
      replace('src/cart.ts', 'line.product.priceCents, 0)', 'line.product.priceCents * line.quantity, 0)'),
      replace('e2e/cart.test.ts', '[shoes, fan].reduce', '[shoes, fan, fan].reduce'),
      replace('e2e/cart.test.ts', '11900 + 2450', '11900 + 2 * 2450'),
      replace(
        'e2e/cart.test.ts',
        'the total is the sum of the prices',
        'the total counts every piece of every product',
      ),
    ],
  },
];
