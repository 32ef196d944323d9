import { LapelWidget, type WidgetHandle } from '@lapel/sdk/react'
import { useRef, useState } from 'react'

/** Where Lapel answers: on the page's own origin here, so that the example runs anywhere. */
const host = import.meta.env.VITE_LAPEL_HOST ?? location.origin
const contactForm = 'w_4mVx2QpZr8TnKc6LsYd1BgH9'

/** A page with a form that React adds, changes and takes away. */
export function Contact() {
  const widget = useRef<WidgetHandle>(null)
  const [isShown, setShown] = useState(true)
  const [isDark, setDark] = useState(false)
  const [news, setNews] = useState<string[]>([])
  const tell = (line: string) => setNews((before) => [...before, line])
  return (
    <main>
      <section aria-labelledby="heading">
        <p className="eyebrow">React</p>
        <h1 id="heading">Write to us from an application.</h1>
        <p className="lead">What changes around the form leaves what was typed into it.</p>
        <p>
          <button type="button" onClick={() => setDark(!isDark)}>
            {isDark ? 'Light' : 'Dark'}
          </button>{' '}
          <button type="button" onClick={() => widget.current?.setField('name', 'Ada Lovelace')}>
            Fill in a name
          </button>{' '}
          <button type="button" onClick={() => widget.current?.focus()}>
            Go to the form
          </button>{' '}
          <button type="button" onClick={() => setShown(!isShown)}>
            {isShown ? 'Take the form away' : 'Show the form'}
          </button>
        </p>
        <h2>What the form told</h2>
        <ol aria-live="polite">
          {news.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ol>
      </section>
      {isShown && (
        <LapelWidget
          ref={widget}
          publicId={contactForm}
          host={host}
          dark={isDark ? 'on' : 'off'}
          hiddenFields={{ source: 'react' }}
          onReady={({ revision }) => tell(`ready, revision ${revision}`)}
          onStart={() => tell('start')}
          onSuccess={({ receipt }) => tell(`success, ${receipt.status}`)}
          onError={({ code }) => tell(`error, ${code}`)}
        >
          <a href="mailto:studio@northwind.example">Write to us by e-mail</a>
        </LapelWidget>
      )}
    </main>
  )
}
