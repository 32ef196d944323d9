import { h, render } from 'preact'

const host = document.createElement('div')
document.body.append(host)
render(h('p', null, 'Hello'), host.attachShadow({ mode: 'open' }))
