/** Opens a route in a console that starts anew: nothing that was read as somebody else stays in memory. */
export function restartAt(route: string): void {
  window.location.hash = route
  window.location.reload()
}
