CREATE TABLE "classes" (
	"id" serial PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"teacher" text NOT NULL,
	"weekday" text NOT NULL,
	"starts_at" time NOT NULL,
	"seats" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "milongas" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"place" text NOT NULL,
	"weekday" text NOT NULL,
	"starts_at" time NOT NULL,
	"orchestra" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"price_cents" integer NOT NULL
);
