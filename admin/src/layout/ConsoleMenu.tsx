import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { Menu, useResourceDefinitions, useSidebarState, useTranslate } from 'react-admin'
import { useIsStaff } from '../providers/access.ts'
import { menuGroups } from './menuGroups.ts'

const Group = ({ name, children }: { name: string; children: ReactNode }) => {
  const translate = useTranslate()
  const [open] = useSidebarState()
  return (
    <>
      {open && (
        <Typography
          variant="caption"
          component="div"
          sx={{ color: 'text.secondary', fontWeight: 550, px: 1, pt: 2, pb: 0.5 }}
        >
          {translate(`lapel.menu.${name}`)}
        </Typography>
      )}
      {children}
    </>
  )
}

/** The resources the signed-in user may enter, in groups; a group without any is not shown. */
export const ConsoleMenu = () => {
  const definitions = useResourceDefinitions()
  const audience = useIsStaff() ? 'staff' : 'tenant'
  return (
    <Menu sx={{ gap: '1px', mt: 1.5 }}>
      <Menu.DashboardItem />
      {menuGroups.map(({ name, resources }) => {
        const shown = resources.filter((resource) => definitions[resource]?.hasList)
        return shown.length > 0 ? (
          <Group key={name} name={`${audience}.${name}`}>
            {shown.map((resource) => (
              <Menu.ResourceItem key={resource} name={resource} />
            ))}
          </Group>
        ) : null
      })}
    </Menu>
  )
}
