import { listed } from '../listed.ts'

/**
 * PostgreSQL's functions by what they do to rows. A function that stands in none of these lists may make rows of one, or
 * one of all, or read a table, so that a query with it is not analysed. A test compares the lists with the engine's own.
 */
export function isFunction(name: string): boolean {
  return scalars.has(name) || unsteady.has(name)
}

/** Takes many rows: makes one row of all where there are no groups. */
export function isAggregate(name: string): boolean {
  return steadyAggregates.has(name) || choosingAggregates.has(name)
}

/** Can only stand before OVER. */
export function isWindow(name: string): boolean {
  return steadyWindows.has(name) || choosingWindows.has(name)
}

/** True when a second call over the same rows may give another value. */
export function leavesChoice(name: string): boolean {
  return unsteady.has(name) || choosingAggregates.has(name) || choosingWindows.has(name)
}

/** Functions in FROM that read nothing but their arguments. */
export function isTableFunction(name: string): boolean {
  return tableFunctions.has(name)
}

/** Functions that read what no plan can see, wherever they stand. */
export function readsUnseen(name: string): boolean {
  return /^(dblink|pg_read_|pg_ls_|pg_stat_file|lo_|(query|table|schema|database|cursor)_to_xml)/.test(name)
}

/** The same rows in any order give the same value. */
export const steadyAggregates = listed(`
  avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every max min percentile_cont
  percentile_disc range_agg range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
  regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp sum var_pop var_samp variance
`)

/** The order of the rows, or chance, has a say. */
export const choosingAggregates = listed(`
  any_value array_agg json_agg json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique
  json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict mode string_agg xmlagg
`)

/** Rows that are equal in the window's order get the same. Before WITHIN GROUP they are aggregates. */
export const steadyWindows = listed('cume_dist dense_rank percent_rank rank')

export const choosingWindows = listed('first_value lag last_value lead nth_value ntile row_number')

/** Of the moment, of chance, or of the session. */
export const unsteady = listed(`
  clock_timestamp current_database current_query current_schema current_schemas current_setting currval gen_random_uuid
  getdatabaseencoding inet_client_addr inet_client_port inet_server_addr inet_server_port lastval nextval now
  pg_backend_pid pg_current_xact_id pg_postmaster_start_time random random_normal row_security_active setseed
  statement_timestamp timeofday transaction_timestamp txid_current txid_current_if_assigned uuidv4 uuidv7 version
`)

/** One value from the values of one row, the same in the same session. */
export const scalars = listed(`
  abs acos acosd acosh age area array_append array_cat array_dims array_fill array_length array_lower array_ndims
  array_position array_positions array_prepend array_remove array_replace array_reverse array_sort array_to_json
  array_to_string array_to_tsvector array_upper ascii asin asind asinh atan atan2 atan2d atand atanh bit_count bit_length
  bool bpchar broadcast btrim cardinality casefold cbrt ceil ceiling center char_length character_length chr concat
  concat_ws convert convert_from convert_to cos cosd cosh cot cotd crc32 crc32c date date_add date_bin date_part
  date_subtract date_trunc decode degrees diagonal diameter div encode enum_first enum_last enum_range erf erfc exp
  extract factorial family float4 float8 floor format gamma gcd get_bit get_byte height host hostmask inet_same_family
  initcap int2 int4 int8 interval is_normalized isclosed isempty isfinite isopen json_array_length json_build_array
  json_build_object json_extract_path json_extract_path_text json_object json_populate_record json_strip_nulls
  json_typeof jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_delete jsonb_exists
  jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_path_exists
  jsonb_path_match jsonb_path_query_array jsonb_path_query_first jsonb_populate_record jsonb_pretty jsonb_set
  jsonb_set_lax jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval lcm left length lgamma
  like_escape ln log log10 lower lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp
  make_timestamptz masklen md5 mod multirange netmask network normalize npoints num_nonnulls num_nulls numeric
  numnode octet_length overlaps overlay parse_ident pclose phraseto_tsquery pi plainto_tsquery popen position pow power
  querytree quote_ident quote_literal quote_nullable radians radius range_merge regexp_count regexp_instr regexp_like
  regexp_match regexp_replace regexp_split_to_array regexp_substr repeat replace reverse right round row_to_json rpad
  rtrim scale set_bit set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign similar_escape
  similar_to_escape sin sind sinh slope split_part sqrt starts_with string_to_array strip strpos substr substring
  tan tand tanh text textcat timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number
  to_oct to_timestamp to_tsquery to_tsvector translate trim_array trim_scale trunc ts_delete ts_filter ts_headline
  ts_rank ts_rank_cd tsvector_to_array unicode_assigned unistr upper upper_inc upper_inf uuid_extract_timestamp
  uuid_extract_version varchar websearch_to_tsquery width width_bucket xmlcomment xmlexists xpath xpath_exists
`)

const tableFunctions = listed(`
  generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text
  json_object_keys json_populate_recordset json_to_record json_to_recordset jsonb_array_elements
  jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_populate_recordset
  jsonb_to_record jsonb_to_recordset regexp_matches regexp_split_to_table string_to_table unnest
`)
