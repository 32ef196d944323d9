import type { PluginConfig } from '@lapel/contract/widgets/plugin'
import type { WidgetType } from '../../view.ts'
import { Plugin } from './Plugin.tsx'
import css from './plugin.css?inline'

export const part: WidgetType<PluginConfig> = {
  component: Plugin,
  fields: (config) => config.fields ?? [],
  css,
  strings: { pluginMissing: 'This could not be loaded.' },
}
