{{ config(materialized='table') }}
select date_trunc('month', day) as month, sum(precipitation) as precipitation
from {{ ref('observations') }}
group by 1
order by 2 desc
limit 12
