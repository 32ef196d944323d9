import { regex, required, SelectInput, TextInput } from 'react-admin'
import type { Code, SecondFactor } from '../providers/secondFactor.ts'

const sixDigits = [required(), regex(/^\s*(\d\s*){6}$/, 'lapel.auth.code.six_digits')]

/** What the fields hold; apps write the digits in groups. */
export const codeOf = ({ factorId, code }: Partial<Code>, factors: readonly SecondFactor[]): Code => ({
  factorId: factorId ?? factors[0]?.id ?? '',
  code: (code ?? '').replace(/\s/g, ''),
})

/** Asks for the code that an authenticator app shows; of which app, where there are several. */
export const CodeInput = ({ factors }: { factors: readonly SecondFactor[] }) => (
  <>
    {factors.length > 1 && (
      <SelectInput
        source="factorId"
        label="lapel.auth.code.app"
        choices={[...factors]}
        defaultValue={factors[0]?.id}
        validate={required()}
        translateChoice={false}
        helperText={false}
      />
    )}
    <TextInput
      source="code"
      label="lapel.auth.code.label"
      autoComplete="one-time-code"
      validate={sixDigits}
      helperText={false}
      slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 12 } }}
      autoFocus
    />
  </>
)
