export { LapelWidget } from './LapelWidget.ts'
export type { LapelCallbacks, LapelWidgetProps, WidgetHandle } from './props.ts'
