/** react-admin's pages for what cannot be shown. */
export { AccessDenied, AuthenticationError, Error, NotFound } from 'react-admin'
