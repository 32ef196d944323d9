/** The options that are attributes: on `<lapel-widget>` by these names, on other elements with `data-lapel-` in front. */
export const attributes =
  'public-id widget host token mode open-on open-value pages frequency position label hidden-fields prefill prefill-from-url locale theme dark lazy'.split(
    ' ',
  )

/** The attribute's name of an option: `openOn` is `open-on`. */
export const toAttribute = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The option's name of an attribute. */
export const toOption = (attribute: string): string =>
  attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
