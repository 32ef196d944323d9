import '../../northwind.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Contact } from './Contact.tsx'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <Contact />
    </StrictMode>,
  )
