import type { Partition } from '../rows.ts'

/** A table that grows by month, with all its partitions together. */
export interface PartitionedTable extends Omit<Partition, 'partition'> {
  partitions: number
}

/** Partitions table by table; what one of them is, such as holding strays, the table is. */
export function tablesOf(partitions: readonly Partition[]): PartitionedTable[] {
  const tables = new Map<string, PartitionedTable>()
  for (const { partition: _, ...one } of partitions) {
    const table = tables.get(one.parent)
    tables.set(one.parent, {
      ...one,
      partitions: (table?.partitions ?? 0) + 1,
      bytes: (table?.bytes ?? 0) + one.bytes,
      estimated_rows: (table?.estimated_rows ?? 0) + one.estimated_rows,
      strays: one.strays || (table?.strays ?? false),
      attached: one.attached && (table?.attached ?? true),
    })
  }
  return [...tables.values()]
}
