// The script for a script tag: it has no exports, and makes `window.Lapel`.
import './lapel.d.ts'
