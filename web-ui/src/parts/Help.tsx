import { FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';

/** What a field of a form is for, or what is wrong with it. */
export function Help({ error, text }: { error: string | undefined; text: string }) {
  return (
    <FormHelperText>
      <HelperText>
        <HelperTextItem variant={error ? 'error' : 'default'}>{error ?? text}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}
