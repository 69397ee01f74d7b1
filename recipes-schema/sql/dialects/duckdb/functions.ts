/**
 * DuckDB's functions by what they do to rows. A function that stands in none of these lists may make rows of one (as
 * `unnest` does) or one of all, so that a query with it is not analysed. A test compares the lists with the engine's own.
 */
export function isFunction(name: string): boolean {
  return scalars.has(name) || unsteady.has(name) || isAggregate(name)
}

/** Takes many rows: makes one row of all where there are no groups. Window functions are among them. */
export function isAggregate(name: string): boolean {
  return steadyAggregates.has(name) || choosingAggregates.has(name)
}

/** True when a second call over the same rows may give another value. */
export function leavesChoice(name: string): boolean {
  return unsteady.has(name) || choosingAggregates.has(name)
}

/** Values of the moment that are written without brackets, so that they look like columns. */
export function isUnsteadyName(name: string): boolean {
  return unsteadyNames.has(name)
}

/** Functions in FROM that read nothing but their arguments. */
export function isTableFunction(name: string): boolean {
  return tableFunctions.has(name)
}

/** The same rows in any order give the same value. */
export const steadyAggregates = listed(`
  approx_count_distinct avg bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr count count_if count_star
  countif covar_pop covar_samp cume_dist dense_rank entropy favg fsum histogram histogram_exact kahan_sum kurtosis
  kurtosis_pop mad max mean median min percent_rank product quantile quantile_cont quantile_disc rank rank_dense
  regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev
  stddev_pop stddev_samp sum sum_no_overflow sumkahan var_pop var_samp variance
`)

/** The order of the rows, or chance, has a say. */
export const choosingAggregates = listed(`
  any_value approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last arg_min arg_min_null
  arg_min_nulls_last argmax argmin array_agg fill first first_value group_concat lag last last_value lead list listagg
  max_by min_by mode nth_value ntile reservoir_quantile row_number string_agg
`)

/** Of the moment, of chance, or of the session. */
export const unsteady = listed(`
  age current_date current_localtime current_localtimestamp current_setting currval gen_random_uuid get_current_time
  get_current_timestamp getvariable nextval now random today transaction_timestamp uuid uuidv4 uuidv7
`)

/** One value from the values of one row, always the same. */
export const scalars = listed(`
  !__postfix !~~ !~~* % & && * ** + - ->> / // <-> << <=> <@ >> @ @> ^ ^@ abs acos acosh add apply array_aggr
  array_aggregate array_append array_apply array_cat array_concat array_contains array_cosine_distance
  array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product array_extract
  array_filter array_grade_up array_has array_has_all array_has_any array_indexof array_inner_product array_intersect
  array_length array_negative_dot_product array_negative_inner_product array_pop_back array_pop_front array_position
  array_prepend array_push_back array_push_front array_reduce array_resize array_reverse array_reverse_sort
  array_select array_slice array_sort array_to_json array_to_string array_transform array_unique array_value
  array_where array_zip ascii asin asinh atan atan2 atanh base64 bin bit_count bit_length bit_position bitstring
  cardinality cbrt ceil ceiling century char_length character_length chr concat concat_ws contains cos cosh cot
  damerau_levenshtein date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname
  dayofmonth dayofweek dayofyear days_in_month decade decode degrees divide editdist3 element_at encode ends_with
  enum_code enum_first enum_last enum_range enum_range_boundary epoch epoch_ms epoch_ns epoch_us equi_width_bins era
  even exp factorial fdiv filter flatten floor fmod format format_bytes formatreadabledecimalsize formatreadablesize
  from_base64 from_binary from_hex from_json from_json_strict gamma gcd generate_series get_bit grade_up greatest
  greatest_common_divisor hamming hash hex hour ilike_escape instr is_histogram_other_bin isfinite isinf isnan isodow
  isoyear jaccard jaro_similarity jaro_winkler_similarity json_array json_array_length json_contains json_exists
  json_extract json_extract_path json_extract_path_text json_extract_string json_keys json_merge_patch json_object
  json_pretty json_quote json_structure json_transform json_transform_strict json_type json_valid json_value julian
  last_day lcase lcm least least_common_multiple left left_grapheme len length length_grapheme levenshtein lgamma
  like_escape list_aggr list_aggregate list_any_value list_append list_apply list_avg list_bool_and list_bool_or
  list_cat list_concat list_contains list_cosine_distance list_cosine_similarity list_count list_distance
  list_distinct list_dot_product list_element list_extract list_filter list_first list_grade_up list_has list_has_all
  list_has_any list_indexof list_inner_product list_intersect list_last list_max list_median list_min list_mode
  list_negative_dot_product list_negative_inner_product list_pack list_position list_prepend list_product list_reduce
  list_resize list_reverse list_reverse_sort list_select list_slice list_sort list_stddev_pop list_stddev_samp
  list_string_agg list_sum list_transform list_unique list_value list_var_pop list_var_samp list_where list_zip ln log
  log10 log2 lower lpad ltrim make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz
  map map_concat map_contains map_contains_entry map_contains_value map_entries map_extract map_extract_value
  map_from_entries map_keys map_values md5 md5_number microsecond millennium millisecond minute mismatches mod month
  monthname multiply nanosecond nextafter nfc_normalize not_ilike_escape not_like_escape nullif octet_length ord
  parse_dirname parse_dirpath parse_filename parse_formatted_bytes parse_path pi position pow power prefix printf
  quarter radians range reduce regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches
  regexp_replace regexp_split_to_array repeat replace reverse right right_grapheme round round_even roundbankers row
  row_to_json rpad rtrim second set_bit sha1 sha256 sign signbit sin sinh split split_part sqrt starts_with str_split
  str_split_regex strftime string_split string_split_regex string_to_array strip_accents strlen strpos strptime
  struct_concat struct_contains struct_extract struct_extract_at struct_has struct_indexof struct_insert struct_keys
  struct_pack struct_position struct_update struct_values substr substring substring_grapheme subtract suffix tan tanh
  time_bucket timezone timezone_hour timezone_minute to_base to_base64 to_binary to_centuries to_days to_decades
  to_hex to_hours to_json to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds
  to_timestamp to_weeks to_years translate trim trunc try_strptime typeof ucase unbin unhex unicode union_extract
  union_tag union_value upper url_decode url_encode uuid_extract_timestamp uuid_extract_version variant_extract
  variant_typeof week weekday weekofyear xor year yearweek | || ~ ~~ ~~* ~~~
`)

const unsteadyNames = listed(`
  current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime
  localtimestamp session_user user
`)

const tableFunctions = listed('generate_series range unnest')

function listed(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/))
}
