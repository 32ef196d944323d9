import { Component, type ReactNode } from 'react'
import { PageFailed } from './PageFailed.tsx'

interface PageBoundaryProps {
  onRetry: () => void
  children: ReactNode
}

/** What browsers say when a part of the program cannot be downloaded. */
const failedDownload = /dynamically imported module|importing a module script failed|preload/i

/** Catches a page that could not be downloaded. An error of the page itself goes on to whoever shows those. */
export class PageBoundary extends Component<PageBoundaryProps, { error: unknown }> {
  override state = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    if (!failedDownload.test(String(error))) throw error
    return <PageFailed onRetry={this.props.onRetry} />
  }
}
