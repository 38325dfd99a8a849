INSERT INTO "classes" ("title", "teacher", "weekday", "starts_at", "seats") VALUES
	('First steps', 'Lucía Ferro', 'Monday', '19:00', 16),
	('The embrace', 'Lucía Ferro & Tomás Vidal', 'Tuesday', '20:00', 14),
	('Walking, slowly', 'Tomás Vidal', 'Wednesday', '19:30', 16),
	('Musicality: Di Sarli', 'Inés Quiroga', 'Thursday', '19:00', 18),
	('Vals and milonga', 'Inés Quiroga & Pablo Rey', 'Friday', '18:30', 12),
	('Floorcraft', 'Pablo Rey', 'Saturday', '17:00', 20);
--> statement-breakpoint
INSERT INTO "milongas" ("name", "place", "weekday", "starts_at", "orchestra") VALUES
	('La Esquina', 'Patio of the school', 'Thursday', '21:00', 'DJ Ana Bruma'),
	('Noche de Gala', 'Teatro Colmena', 'Saturday', '22:00', 'Orquesta Los Caminantes'),
	('Matinée', 'Salón Jacarandá', 'Sunday', '17:00', 'DJ Rufino');
--> statement-breakpoint
INSERT INTO "products" ("name", "price_cents") VALUES
	('Suede-soled shoes', 11900),
	('Silk fan', 2450),
	('Vinyl: Golden Age, vol. 2', 2890),
	('Ten-class pass', 14500);
