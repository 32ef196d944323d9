// A consent tool tells Lapel what the visitor chose, on every page and whenever it changes. This one remembers the choice.

const key = 'northwind-consent'
const banner = document.getElementById('banner')

function tell(choice) {
  window.Lapel.q.push(['consent', choice === 'agree'])
  document.getElementById('choice').textContent = choice === 'agree' ? 'You agreed.' : 'You refused.'
}

function choose(choice) {
  localStorage.setItem(key, choice)
  banner.hidden = true
  tell(choice)
}

for (const choice of ['agree', 'refuse'])
  document.getElementById(choice).addEventListener('click', () => choose(choice))
const chosen = localStorage.getItem(key)
if (chosen) tell(chosen)
else banner.hidden = false
