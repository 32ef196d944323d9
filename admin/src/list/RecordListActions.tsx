import type { ReactNode } from 'react'
import { ColumnsButton, FilterButton, TopToolbar } from 'react-admin'
import { ExportCsvButton } from './ExportCsvButton.tsx'

export const RecordListActions = ({ columns, children }: { columns: boolean; children?: ReactNode }) => (
  <TopToolbar>
    {children}
    <FilterButton />
    {columns && <ColumnsButton />}
    <ExportCsvButton />
  </TopToolbar>
)
