// The link of a preview carries the key in its fragment, which no server and no other site is told.
// A key is made in the console, or by `create_embed_token`; it opens this one draft, and only until it expires.

const key = new URLSearchParams(location.hash.slice(1)).get('lapel-preview')
const widget = document.querySelector('lapel-widget')

document.getElementById('state').textContent = key
  ? 'You see what is not published yet. It cannot be sent.'
  : 'Without a key in the link, this page shows what is published.'
if (key) {
  widget.setAttribute('token', key)
  // The key is not to be copied with the address.
  history.replaceState(history.state, '', location.pathname + location.search)
}
widget.setAttribute('public-id', key ? 'w_y3o76CbDvOHSADkoUVwqN1Eg' : 'w_4mVx2QpZr8TnKc6LsYd1BgH9')
