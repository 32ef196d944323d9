import type { Benchmark } from './benchmark.ts'
import { boot } from './boot.ts'
import { configRead } from './configRead.ts'
import { consoleLoad } from './consoleLoad.ts'
import { limits } from './limits.ts'
import { describeMachine } from './machine.ts'
import { print, record } from './report.ts'
import { rls } from './rls.ts'
import { scale } from './scale/scale.ts'
import { sdkSize } from './sdkSize.ts'
import { sdkTime } from './sdkTime/sdkTime.ts'
import { submitHotRow } from './submitHotRow.ts'
import { submitLatency } from './submitLatency.ts'
import { submitThroughput } from './submitThroughput.ts'
import { tenants1000 } from './tenants1000.ts'

const benchmarks: Benchmark[] = [
  sdkSize,
  sdkTime,
  consoleLoad,
  boot,
  submitThroughput,
  submitLatency,
  submitHotRow,
  configRead,
  limits,
  rls,
  tenants1000,
  scale,
]

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown) {
  console.error(`There is no benchmark ${unknown}. There are: ${benchmarks.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.error(`Measuring ${benchmark.name} ...`)
  const machine = describeMachine()
  const measurement = await benchmark.measure()
  record(benchmark, measurement, machine)
  print(benchmark, measurement)
  if (measurement.misses?.length) process.exitCode = 1
}
