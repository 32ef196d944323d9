// Lists the gallery of the demo seed and shows the widget that the address names: gallery.html?type=poll&mode=modal.

const types = ['form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin']
const modes = ['inline', 'popover', 'modal', 'slide-in', 'bar']

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1)
const publicId = (type, mode) => `w_demoGallery${capital(type)}${capital(mode.replace('-', ''))}`

const asked = new URLSearchParams(location.search)
const type = types.find((known) => known === asked.get('type')) ?? 'form'
const mode = modes.find((known) => known === asked.get('mode')) ?? 'inline'

const element = (name, content, attributes = {}) => {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...[content].flat())
  return made
}

function linkTo(otherType, otherMode) {
  const link = element('a', otherMode, { href: `?type=${otherType}&mode=${otherMode}` })
  if (otherType === type && otherMode === mode) link.setAttribute('aria-current', 'page')
  return link
}

const items = types.map((one) => [
  element('dt', capital(one)),
  element(
    'dd',
    modes.flatMap((other) => [linkTo(one, other), ' ']),
  ),
])
document.getElementById('widgets').append(element('dl', items.flat()))
document.getElementById('shown').textContent = `Shown: ${type}, ${mode}. Each opens on a page of its own.`

const widget = document.createElement('lapel-widget')
widget.setAttribute('public-id', publicId(type, mode))
document.getElementById('place').append(widget)
