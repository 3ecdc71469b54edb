-- These were planned anew at each call, since a plan for what was asked looked a little cheaper than one for anything; the planning took
-- longer than what they do. What is asked does not change how they are best answered: an index from each id.

alter function surroundings(text[], uuid[]) set plan_cache_mode = force_generic_plan;
alter function linked_subjects(text[], uuid[]) set plan_cache_mode = force_generic_plan;
alter function pairs_of(text[], uuid[]) set plan_cache_mode = force_generic_plan;
alter function comparables_of(text[], uuid[]) set plan_cache_mode = force_generic_plan;
alter function match_changes(xid8, bigint[]) set plan_cache_mode = force_generic_plan;
alter function write_members(jsonb, jsonb, uuid[], timestamptz) set plan_cache_mode = force_generic_plan;
alter function settle_shares(text[], uuid[], timestamptz) set plan_cache_mode = force_generic_plan;
