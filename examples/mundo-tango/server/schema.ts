import { integer, pgTable, serial, text, time } from 'drizzle-orm/pg-core';

export const classes = pgTable('classes', {
  id: serial().primaryKey(),
  title: text().notNull(),
  teacher: text().notNull(),
  weekday: text().notNull(),
  startsAt: time('starts_at').notNull(),
  seats: integer().notNull(),
  level: text().notNull().default('All levels'),
});

export const milongas = pgTable('milongas', {
  id: serial().primaryKey(),
  name: text().notNull(),
  place: text().notNull(),
  weekday: text().notNull(),
  startsAt: time('starts_at').notNull(),
  orchestra: text().notNull(),
});

export const products = pgTable('products', {
  id: serial().primaryKey(),
  name: text().notNull(),
  priceCents: integer('price_cents').notNull(),
});
