import { useEffect, useState } from 'react'
import { Notification, useNotificationContext } from 'react-admin'

/** A click elsewhere does not close a notification: what it offers, such as taking an act back, stays for its time. */
const staying = {
  clickAwayListener: {
    onClickAway: (event: MouseEvent | TouchEvent) => Object.assign(event, { defaultMuiPrevented: true }),
  },
}

/** Says what happened. What is newer takes the place of what stands there: react-admin would let it wait. */
export const Notifications = () => {
  const { notifications } = useNotificationContext()
  const [replaced, setReplaced] = useState(0)
  useEffect(() => {
    if (notifications.length === 0) return
    // One that is taken at once is gone from the list by then.
    const timer = setTimeout(() => setReplaced((times) => times + 1))
    return () => clearTimeout(timer)
  }, [notifications])
  return <Notification key={replaced} slotProps={staying} />
}
