import type { CommitPlan } from './commit.ts';
import { replace } from './edit.ts';
import type { Replacement } from './edit.ts';
import { people } from './people.ts';

/** On top of main's head, oldest first. */
export const developCommits: readonly CommitPlan<Replacement>[] = [
  {
    key: 'cheapest-first',
    author: people.farid,
    daysAgo: 0.08,
    message: 'Show the cheapest products first',
    edits: [
      replace('server/database.ts', 'orderBy(schema.products.id)', 'orderBy(schema.products.priceCents)'),
    ],
  },
  {
    key: 'class-passes',
    author: people.greta,
    daysAgo: 0.05,
    message: 'Explain the ten-class pass',
    edits: [
      replace(
        'index.html',
        '<h2 id="shop-title">Shop</h2>\n',
        '<h2 id="shop-title">Shop</h2>\n        <p class="intro">The ten-class pass is good for any class, for half a year.</p>\n',
      ),
    ],
  },
  {
    key: 'print-programme',
    author: people.ana,
    daysAgo: 0.02,
    message: 'Make the programme printable',
    edits: [
      replace(
        'src/style.css',
        '@media (prefers-reduced-motion: reduce) {',
        '@media print {\n  .hero,\n  #shop {\n    display: none;\n  }\n}\n\n@media (prefers-reduced-motion: reduce) {',
      ),
    ],
  },
];

/** Open pull request whose end-to-end tests fail: it brings the old fault of the cart back. */
export const checkoutRewrite: CommitPlan<Replacement> = {
  key: 'checkout-rewrite',
  author: people.ana,
  daysAgo: 0.03,
  message: 'Rewrite checkout as a single step',
  edits: [
    replace(
      'src/cart.ts',
      'lines.reduce((sum, line) => sum + line.product.priceCents * line.quantity, 0)',
      'lines.map((line) => line.product.priceCents).reduce((sum, price) => sum + price, 0)',
    ),
    replace(
      'index.html',
      '<p class="total">',
      '<a class="button small" href="#checkout">Pay now</a>\n            <p class="total">',
    ),
  ],
};
