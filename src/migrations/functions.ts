import type { MigrationFinding } from '../domain/migration.ts';
import { finding } from './finding.ts';
import { findNodes, joined, words } from './nodes.ts';

/* What PostgreSQL's own functions do when a statement calls them: nothing but compute. Any other may do anything. */

const named = (names: string) => names.trim().split(/\s+/);

/** The same for every row of a statement: a default like this is kept once, not written into each row. */
const stable = named(`
  now transaction_timestamp statement_timestamp timezone current_setting current_schema
  abs ceil ceiling floor round trunc sign sqrt power mod div exp ln log least greatest
  lower upper initcap btrim ltrim rtrim length char_length character_length octet_length substring substr position
  strpos replace translate overlay repeat reverse left right lpad rpad split_part concat concat_ws format chr ascii
  starts_with regexp_replace regexp_match regexp_matches regexp_substr string_to_array quote_ident quote_literal
  md5 sha224 sha256 sha384 sha512 encode decode convert_from convert_to
  date_trunc date_part date_bin extract age isfinite make_date make_time make_timestamp make_timestamptz make_interval
  to_char to_date to_timestamp to_number
  json_build_object json_build_array jsonb_build_object jsonb_build_array to_json to_jsonb row_to_json
  json_array_length jsonb_array_length jsonb_set jsonb_insert jsonb_strip_nulls jsonb_typeof json_typeof
  jsonb_extract_path jsonb_extract_path_text json_extract_path json_extract_path_text jsonb_array_elements
  jsonb_array_elements_text json_array_elements json_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys
  array_append array_cat array_length array_lower array_position array_prepend array_remove array_replace
  array_to_string array_upper cardinality unnest generate_series generate_subscripts
  count sum min max avg bool_and bool_or every array_agg string_agg json_agg jsonb_agg json_object_agg
  jsonb_object_agg row_number rank dense_rank ntile lag lead first_value last_value nth_value percentile_cont mode
  to_tsvector to_tsquery plainto_tsquery websearch_to_tsquery setweight
  int4range int8range numrange tsrange tstzrange daterange isempty lower_inc upper_inc pg_typeof
`);

/** Another value for every row. */
const volatile = named(`
  clock_timestamp timeofday random gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v4 nextval currval
`);

const stableNames = new Set(stable);
const volatileNames = new Set(volatile);

/** Calls whose effect nobody can tell. */
export function unknownCalls(node: unknown): readonly MigrationFinding[] {
  const calls = findNodes(node, 'FuncCall').map(({ funcname }) => words(funcname));
  const operators = findNodes(node, 'A_Expr').map(({ name }) => words(name));
  const unknown = [
    ...calls.filter((name) => !isKnown(name)),
    ...operators.filter(([schema = '', ...rest]) => rest.length > 0 && schema !== 'pg_catalog'),
  ];
  return [...new Set(unknown.map(joined))].map((name) => finding('function_called', { name }));
}

/** A default that is computed for each row, as far as can be told: what is not known counts as such. */
export function differsByRow(node: unknown): boolean {
  return findNodes(node, 'FuncCall').some(({ funcname }) => !stableNames.has(builtIn(words(funcname)) ?? ''));
}

function isKnown(name: readonly string[]): boolean {
  const own = builtIn(name);
  return own !== undefined && (stableNames.has(own) || volatileNames.has(own));
}

/** Without a schema it is PostgreSQL's own, which is looked through first. */
function builtIn(name: readonly string[]): string | undefined {
  const [first, second] = name;
  if (name.length === 1) return first;
  return name.length === 2 && first === 'pg_catalog' ? second : undefined;
}
