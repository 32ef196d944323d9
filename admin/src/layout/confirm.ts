export { Confirm } from 'react-admin'
