import { feedbackIntegration, init } from '@sentry/browser'

// Bundled as Sentry's documentation has it; without its other integrations, which ask for more time and no form.
const feedback = feedbackIntegration({ autoInject: false, showBranding: false })
init({
  dsn: new URL('/1', window.sentryHost).href.replace('//', '//key@'),
  defaultIntegrations: false,
  integrations: [feedback],
})

feedback.createForm().then((dialog) => {
  dialog.appendToDom()
  dialog.open()
})
