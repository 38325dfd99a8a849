import { classify } from '../src/migrations/classify.ts';
import { loadParser } from '../src/migrations/parse.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const count = 1_000;
const runs = 7;

/** What a long migration is made of: tables and what comes with them, columns, indexes, rows, a function. */
const statements = [
  (n: number) =>
    `CREATE TABLE "orders_${n}" ("id" bigint PRIMARY KEY, "email" text NOT NULL, "at" timestamptz DEFAULT now() NOT NULL)`,
  (n: number) => `CREATE INDEX "orders_${n}_at" ON "orders_${n}" USING btree ("at")`,
  (n: number) => `ALTER TABLE "classes" ADD COLUMN "level_${n}" text DEFAULT 'All levels' NOT NULL`,
  (n: number) =>
    `ALTER TABLE "classes" ADD CONSTRAINT "fk_${n}" FOREIGN KEY ("a") REFERENCES "orders_${n}"("id")`,
  (n: number) => `ALTER TABLE "products" DROP COLUMN "note_${n}"`,
  (n: number) =>
    `UPDATE "products" SET "price_cents" = "price_cents" + ${n} WHERE "id" IN (SELECT "id" FROM "classes")`,
  (n: number) =>
    `INSERT INTO "products" ("name", "price_cents") VALUES ('Silk fan ${n}', 2450), ('Shoes', 11900)`,
  (n: number) => `CREATE FUNCTION f_${n}() RETURNS int LANGUAGE sql AS $$ SELECT ${n} $$`,
];

/** Reading the SQL of migrations, in the process itself. */
export async function measureClassification(): Promise<readonly Figure[]> {
  const begun = performance.now();
  const parse = await loadParser();
  const loaded = performance.now() - begun;
  const all = Array.from({ length: count }, (_, n) => statements[n % statements.length]?.(n) ?? '');
  const oneFile = [[all.join(';\n')]];
  const files = all.map((sql) => [sql]);
  return [
    { what: 'parser: to load it, once', unit: 'ms', ours: loaded },
    { what: '1,000 statements in one file', unit: 'ms', ours: timed(() => classify(oneFile, parse)) },
    { what: '1,000 statements in 1,000 files', unit: 'ms', ours: timed(() => classify(files, parse)) },
  ];
}

function timed(work: () => unknown): number {
  const took = Array.from({ length: runs }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return median(took);
}
