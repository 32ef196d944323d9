import type { Accepted } from '../lints/review.ts'

const unsanitized = 'text type variable is not sanitized'

/** What plpgsql_check says of our functions that stays. A finding that is not here fails, and so does a reason without one. */
export const accepted: Accepted[] = [
  {
    lint: unsanitized,
    subjects: ['private.make_partition'],
    reason: 'The names come quoted from ensure_partitions, which makes them of a table’s own name and a month.',
  },
  {
    lint: unsanitized,
    subjects: ['private.usage_differences', 'private.time_query', 'private.record_baselines'],
    reason: 'The queries stand in tables that migrations fill and that no role of the API may read or write.',
  },
  {
    lint: unsanitized,
    subjects: ['private.apply_repair'],
    reason: 'The statements are made by private.core_deviations with %I and %L; the function belongs to nobody’s API.',
  },
  {
    lint: unsanitized,
    subjects: ['private.erase_subject', 'private.hold_rows'],
    reason:
      'Which rows are somebody’s stands in registers that migrations fill; the subject itself is given with `using`.',
  },
  {
    lint: 'relation … does not exist',
    subjects: ['private.has_second_factor'],
    reason: 'The embedded auth server has no such table: the function looks whether it is there before it asks it.',
  },
  {
    lint: 'OUT variable … is maybe unmodified',
    subjects: ['public.recorded_usage_by_day', 'public.webhook_log'],
    reason: 'They are what `return query execute` fills: the check cannot look into a statement that is put together.',
  },
]
