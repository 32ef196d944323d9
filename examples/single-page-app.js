// A router as small as it can be. Lapel needs nothing of it: elements are found when they come, and end when they go.

const views = {
  welcome: { heading: 'Welcome', text: 'Nothing of Lapel is drawn here.' },
  contact: { heading: 'Contact', text: 'A designer reads every message.', publicId: 'w_4mVx2QpZr8TnKc6LsYd1BgH9' },
  letter: { heading: 'Letter', text: 'Four times a year.', publicId: 'w_pjkgCf1vdzeAkbvj2KZo1QN4' },
}

function show() {
  const asked = new URLSearchParams(location.search).get('view')
  const { heading, text, publicId } = views[asked] ?? views.welcome
  document.getElementById('heading').textContent = heading
  document.getElementById('text').textContent = text
  const widget = document.createElement('lapel-widget')
  if (publicId) widget.setAttribute('public-id', publicId)
  document.getElementById('place').replaceChildren(...(publicId ? [widget] : []))
  for (const link of document.querySelectorAll('nav a')) {
    if (new URL(link.href).search === `?view=${asked ?? 'welcome'}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

document.querySelector('nav').addEventListener('click', (event) => {
  const link = event.target.closest('a')
  if (!link) return
  event.preventDefault()
  history.pushState(null, '', link.href)
  show()
  document.getElementById('heading').focus()
})
addEventListener('popstate', show)
show()
