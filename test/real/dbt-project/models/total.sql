{{ config(materialized='table') }}
select sum(amount) as total, {{ var('day', 0) }} as day from {{ ref('staged') }}
