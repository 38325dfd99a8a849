import type { SeedPerson } from './contract.ts';

export const people = {
  ana: person('Ana Ruiz', 'ana'),
  bruno: person('Bruno Diaz', 'bruno'),
  carla: person('Carla Wu', 'carla'),
  dario: person('Dario Conti', 'dario'),
  elena: person('Elena Okafor', 'elena'),
  farid: person('Farid Haddad', 'farid'),
  greta: person('Greta Lind', 'greta'),
} as const satisfies Record<string, SeedPerson>;

function person(name: string, first: string): SeedPerson {
  return { name, email: `${first}@mundo-tango.example`, login: `${first}-tango` };
}
