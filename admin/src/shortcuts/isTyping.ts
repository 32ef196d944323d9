/** Whether a key belongs to what the reader types into, or to an open dialog or menu, and not to the page. */
export function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  const typed = target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
  return (
    typed ||
    target.isContentEditable ||
    target.closest('textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  )
}
