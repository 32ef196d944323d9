/**
 * Starting points, one or more per type: what an editor opens with, and what documents and tests show. All are valid
 * as they are. A plugin has none, because its code has to be approved first.
 */

import type { WidgetConfig } from './types.ts'

/** A template: what a tenant sees in a list of them, and the widget it becomes. */
export type Template = { key: string; name: string; description: string } & WidgetConfig

const receipt = { title: 'Thank you', message: 'We have your answer.' }

const project: Template = {
  key: 'project-request',
  name: 'Project request',
  description: 'Three steps; the second depends on the first.',
  type: 'form',
  config: {
    version: 1,
    title: 'Tell us about your project',
    description: 'Three short steps.',
    submitLabel: 'Send',
    fields: [
      {
        key: 'kind',
        type: 'radio',
        label: 'What do you need?',
        required: true,
        options: [
          { value: 'website', label: 'A website' },
          { value: 'event', label: 'Something for an event' },
        ],
      },
      { key: 'pages', type: 'slider', label: 'About how many pages?', min: 1, max: 50, step: 1, unit: 'pages' },
      {
        key: 'parts',
        type: 'multiselect',
        label: 'What belongs to it?',
        options: [
          { value: 'shop', label: 'A shop' },
          { value: 'blog', label: 'A blog' },
          { value: 'booking', label: 'Bookings' },
        ],
      },
      { key: 'day', type: 'date', label: 'When is the event?', required: true },
      { key: 'doors', type: 'time', label: 'When do the doors open?' },
      { key: 'name', type: 'text', label: 'Your name', required: true, autocomplete: 'name', maxLength: 120 },
      { key: 'email', type: 'email', label: 'E-mail', required: true, autocomplete: 'email' },
      { key: 'source', type: 'hidden', label: 'Source', parameter: 'utm_source' },
      { key: 'consent', type: 'consent', label: 'You may store my answers to reply to me.', required: true },
    ],
    steps: [
      { key: 'need', title: 'The project', fields: ['kind'] },
      {
        key: 'website',
        title: 'Your website',
        fields: ['pages', 'parts'],
        showIf: { all: [{ field: 'kind', is: 'equals', value: 'website' }] },
      },
      {
        key: 'event',
        title: 'Your event',
        fields: ['day', 'doors'],
        showIf: { all: [{ field: 'kind', is: 'equals', value: 'event' }] },
      },
      { key: 'you', title: 'About you', fields: ['name', 'email', 'source', 'consent'] },
    ],
    resume: true,
    receipt,
  },
}

const poll: Template = {
  key: 'poll',
  name: 'Poll',
  description: 'One question and its choices.',
  type: 'poll',
  config: {
    version: 1,
    title: 'What should we write about next?',
    options: [
      { value: 'type', label: 'Type' },
      { value: 'colour', label: 'Colour' },
      { value: 'code', label: 'Code' },
    ],
    submitLabel: 'Vote',
    results: true,
    receipt: { title: 'Thank you for your vote' },
  },
}

const recommendation: Template = {
  key: 'nps',
  name: 'Recommendation (NPS)',
  description: 'From 0 to 10, and why.',
  type: 'feedback',
  config: {
    version: 1,
    scale: 'nps',
    title: 'How likely are you to recommend us to a friend?',
    lowLabel: 'Not at all likely',
    highLabel: 'Very likely',
    followUps: [
      { key: 'missing', from: 0, to: 6, question: 'What was missing?' },
      { key: 'better', from: 7, to: 8, question: 'What could be better?' },
      { key: 'liked', from: 9, to: 10, question: 'What did you like most?' },
    ],
    submitLabel: 'Send',
    receipt,
    display: { mode: 'slide-in', position: 'bottom-right', trigger: { on: 'delay', seconds: 20 } },
  },
}

const satisfaction: Template = {
  key: 'csat',
  name: 'Satisfaction (CSAT)',
  description: 'From 1 to 5.',
  type: 'feedback',
  config: {
    version: 1,
    scale: 'csat',
    title: 'How satisfied are you with our answer?',
    lowLabel: 'Not at all',
    highLabel: 'Very',
    submitLabel: 'Send',
    receipt,
    display: { mode: 'popover', position: 'bottom-right', label: 'Feedback', trigger: { on: 'click' } },
  },
}

const stars: Template = {
  key: 'stars',
  name: 'Stars',
  description: 'Up to five stars, and a word to them.',
  type: 'feedback',
  config: {
    version: 1,
    scale: 'stars',
    title: 'How did you like it?',
    followUps: [{ key: 'comment', from: 1, to: 5, question: 'Do you want to say more?' }],
    submitLabel: 'Send',
    receipt,
  },
}

const newsletter: Template = {
  key: 'newsletter-sign-up',
  name: 'Newsletter sign-up',
  description: 'An address and consent.',
  type: 'newsletter',
  config: {
    version: 1,
    title: 'Notes from the studio',
    description: 'One letter a month.',
    email: { label: 'E-mail' },
    consent: {
      label: 'Yes, send me the letter',
      text: [{ type: 'paragraph', runs: [{ text: 'Every letter has a link that ends it.' }] }],
    },
    submitLabel: 'Subscribe',
    receipt: { title: 'Nearly there', message: 'Look for our letter in your inbox.' },
    display: { mode: 'modal', trigger: { on: 'exit' }, frequency: { times: 1, per: 'month' } },
  },
}

const lead = (kind: 'quote' | 'contact'): Template => ({
  key: `lead-${kind}`,
  name: kind === 'quote' ? 'Quote request' : 'Contact',
  description: 'Becomes a lead of the campaign that has the instance.',
  type: 'lead',
  config: {
    version: 1,
    kind,
    title: kind === 'quote' ? 'Ask for a quote' : 'Talk to us',
    fields: [
      { key: 'name', type: 'text', label: 'Your name', required: true, autocomplete: 'name', maxLength: 120 },
      { key: 'work_email', type: 'email', label: 'E-mail at work', required: true, autocomplete: 'email' },
      { key: 'company', type: 'text', label: 'Company', autocomplete: 'organization', maxLength: 120 },
      { key: 'phone', type: 'tel', label: 'Telephone', autocomplete: 'tel' },
      { key: 'brief', type: 'textarea', label: 'What do you need?', required: true, maxLength: 2000 },
    ],
    lead: { email: 'work_email', name: 'name', company: 'company', phone: 'phone' },
    submitLabel: 'Send',
    receipt: { title: 'We are on it', message: 'We answer within one working day.' },
  },
})

const announcement: Template = {
  key: 'announcement-bar',
  name: 'Announcement bar',
  description: 'A sentence across the page, with a link.',
  type: 'announcement',
  config: {
    version: 1,
    title: 'Announcement',
    content: [
      { type: 'paragraph', runs: [{ text: 'Our spring workshops ' }, { text: 'are open for booking.', bold: true }] },
    ],
    action: { label: 'See the dates', href: 'https://northwind.example/workshops' },
    dismissible: true,
    display: { mode: 'bar', position: 'top', trigger: { on: 'load' } },
  },
}

export const templates: readonly Template[] = [
  project,
  poll,
  recommendation,
  satisfaction,
  stars,
  newsletter,
  lead('quote'),
  lead('contact'),
  announcement,
]
