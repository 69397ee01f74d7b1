import { listed } from '../listed.ts'

/**
 * Functions of Trino, Snowflake, BigQuery and Databricks by what they do to rows, as far as all that have them agree. A
 * function that stands in none of these lists may make rows of one, or one of all, so that a query with it is not
 * analysed. Names are without underscores: the parser writes some of them in a way of its own.
 */
export function isFunction(name: string): boolean {
  return scalars.has(bare(name)) || unsteady.has(bare(name))
}

export function isAggregate(name: string): boolean {
  return steadyAggregates.has(bare(name)) || choosingAggregates.has(bare(name))
}

/** Can only stand before OVER. */
export function isWindow(name: string): boolean {
  return windows.has(bare(name))
}

/** True when a second call over the same rows may give another value. */
export function leavesChoice(name: string): boolean {
  const plain = bare(name)
  return unsteady.has(plain) || choosingAggregates.has(plain) || choosingWindows.has(plain)
}

/** Functions in FROM that read nothing but their arguments. */
export function isTableFunction(name: string): boolean {
  return tableFunctions.has(bare(name))
}

function bare(name: string): string {
  // BigQuery's `SAFE.` makes a fault a null.
  return name
    .toLowerCase()
    .replace(/^safe\./, '')
    .replaceAll('_', '')
}

const steadyAggregates = listed(`
  approxcountdistinct approxdistinct avg bitandagg bitoragg bitxoragg bitand bitor bitxor booland boolor booleanand
  booleanor booland boolandagg boolor boolorag boolxoragg checksum corr count countif covarpop covarsamp every geometricmean
  hllcountdistinct kurtosis logicaland logicalor max min median percentilecont percentiledisc regravgx regravgy regrcount
  regrintercept regrr2 regrslope regrsxx regrsxy regrsyy skewness some stddev stddevpop stddevsamp sum sumif varpop
  varsamp variance variancepop variancesamp
`)

const choosingAggregates = listed(`
  anyvalue approxmostfrequent approxpercentile approxquantile approxquantiles approxtopcount approxtopk arbitrary
  argmax argmin arrayagg arrayconcatagg arrayuniqueagg collectlist collectset first firstvalue groupconcat histogram last
  lastvalue listagg mapagg maxby minby mode multimapagg objectagg percentile percentileapprox stringagg
`)

const choosingWindows = listed('firstvalue lag lastvalue lead nthvalue ntile rownumber')
const windows = listed(
  'cumedist denserank percentrank rank firstvalue lag lastvalue lead nthvalue ntile rownumber ratiotoreport',
)

const unsteady = listed(`
  bernoulli currentaccount currentcatalog currentdatabase currentdate currentdatetime currentgroups currentrole
  currentschema currentsession currenttime currenttimestamp currenttimestampltz currenttimezone currentuser
  generateuuid getdate invoker localtime localtimestamp monotonicallyincreasingid normal now rand randn random randstr
  sessionuser shuffle sysdate systimestamp today uniform unixtimestamp user uuid uuidstring version zipf
`)

const scalars = listed(`
  abs acos acosh addmonths arrayconcat arrayappend arraycat arraycompact arrayconstruct arraycontains arraydistinct
  arrayexcept arrayfirst arrayflatten arrayintersect arrayintersection arrayjoin arraylast arraylength arraymax arraymin
  arrayposition arrayprepend arrayremove arrayreverse arrays arraysize arrayslice arraysort arraystoobject arraysum
  arraytostring arrayunion array ascii asin asinh atan atan2 atanh base64decodestring base64encode between bin bitcount
  bitwiseand bitwisenot bitwiseor bitwiseleftshift bitwiserightshift bitwisexor bround cardinality cbrt ceil ceiling
  charindex charlength characterlength chr coalesce codepoint codepointstostring collate concat concatws contains
  containssubstr contains convert converttimezone cos cosh cot crc32 date dateadd datediff dateformat datefromparts
  datefromunixdate dateparse datepart datesub datetime datetimeadd datetimediff datetimesub datetimetrunc datetrunc
  day dayname dayofmonth dayofweek dayofweekiso dayofyear decode degrees div divideor e editdistance elementat elt
  encode endswith equalnull error exp extract farmfingerprint field filter find findinset flattenarray floor format formatdate
  formatdatetime formatnumber formattime formattimestamp formatstring generatearray generatedatearray generatetimestamparray fromiso8601date fromiso8601timestamp frombase64
  fromjson fromunixtime fromutctimestamp get getjsonobject getpath greatest greatestignorenulls grouping groupingid hammingdistance hash hex
  hour ieeedivide if iff ifnull ilike initcap insert instr int isarray isboolean isfinite isinf isinteger isinfinite isnan
  isnull isnotnull isnullvalue isobject isvarchar jsonarraycontains jsonarraylength jsonextract jsonextractarray
  jsonextractpathtext jsonextractscalar jsonextractstringarray jsonformat jsonparse jsonquery jsonqueryarray jsonsize
  jsonvalue jsonvaluearray jsontypeof lastday lcase least leastignorenulls left length len levenshtein levenshteindistance
  like likeall likeany ln locate log log10 log1p log2 lower lpad ltrim luhncheck makedate maketimestamp map mapcat
  mapconcat mapcontainskey mapentries mapfilter mapfromarrays mapfromentries mapkeys mapvalues md5 md5hex millisecond
  minute mod modfunc month monthname monthsbetween nanvl namedstruct nextday nonematch normalize normalizeandcasefold nullif
  nullifzero nvl nvl2 objectconstruct objectconstructkeepnull objectdelete objectinsert objectkeys octetlength offset ordinal overlay
  parsebignumeric parsedate parsedatetime parsejson parseip parsetime parsetimestamp parseurl pi pmod position pow power
  previousday quarter radians reduce regexpcontains regexpcount regexpextract regexpextractall regexpinstr regexplike
  regexpposition regexpreplace regexpsplit regexpsubstr repeat replace reverse right rint round row rpad rtrim
  rtrimmedlength safeadd safecast safedivide safemultiply safenegate safeoffset safeordinal safesubtract second sequence
  sha sha1 sha1hex sha2 sha2hex sha256 sha512 shiftleft shiftright sign sin sinh size slice sortarray soundex space split
  splitpart splittomap spookyhashv232 sqrt square startswith strpos strtok strtoktoarray struct structextract substr
  substring substringindex sumor tan tanh time timeadd timediff timefromparts timeslice timestampadd timestampdiff
  timestampfromparts timestamp timestampmicros timestampmillis timestampntzfromparts timestampseconds timestampsub
  timestamptrunc timetrunc toarray tobase64 tobinary toboolean tochar todate todecimal todouble tohex toiso8601 tojson
  tojsonstring tomap tonumber tonumeric toobject totime totimestamp totimestampltz totimestampntz totimestamptz tounixtime
  toutctimestamp tovariant tovarchar transform translate trim trunc truncate try tryelementat trybase64decodestring
  trycast trydivide tryparsejson trytoboolean trytodate trytodecimal trytodouble trytonumber trytonumeric trytotime
  trytotimestamp trytotimestampltz trytotimestampntz trytotimestamptz typeof ucase unhex unicode unixdate unixmicros
  unixmillis unixseconds upper urldecode urlencode urlextractfragment urlextracthost urlextractparameter urlextractpath
  urlextractport urlextractprotocol urlextractquery week weekday weekiso weekofyear widthbucket withtimezone xxhash64
  year yearofweek yearofweekiso zeroifnull zip zipwith
`)

const tableFunctions = listed('explode explodeouter flatten generator posexplode range sequence splittotable unnest')
